package dev.gantry.networks;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Made;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayeredGenerator;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.networks.layer.Sizes;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/** A generator written out in the recipe, layer by layer. It ends in samples, or in rows of as many values as a sample has. */
public final class LayersGenerator implements LayeredGenerator {

    private final int latent;
    private final LayerList layers;

    record Keys(int latent, Initialization init, List<Layer> layers) {

        Keys {
            Require.count("latent", Sizes.LATENT, latent);
            LayerList.require(layers);
        }
    }

    private LayersGenerator(Made<Keys> made) {
        Keys keys = made.component();
        this.latent = keys.latent();
        this.layers = LayerList.of(keys.layers(), made.settings(), keys.init());
    }

    public static GeneratorProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                Keys.class,
                "layers",
                "The layers that the recipe lists.",
                """
                # size of a latent vector
                latent = 100
                # how weights begin: normal, xavier, he, fan-in-uniform, zeros
                init = he
                # from the latent vector to the sample, such as [{ type = dense, units = 128 }, relu]; 'gantry list' has
                # the types of layer
                layers = null
                """,
                LayersGenerator::new);
    }

    @Override
    public Shape latentShape() {
        return Shape.of(latent);
    }

    @Override
    public boolean mixesSamples() {
        return layers.normalizesOverBatches();
    }

    @Override
    public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
        Tensor samples = layers.apply(latent, scope);
        Shape found = samples.shape().dropFirst();
        boolean row = found.rank() == 1 && found.size() == sampleShape.size();
        if (!row && !found.equals(sampleShape)) {
            throw new ShapeException("the generator's layers end in " + found
                    + " per sample, and the data's samples are " + sampleShape + ", " + sampleShape.size() + " values");
        }
        return samples.reshape(sampleShape.prepend(samples.shape().size(0)));
    }

    @Override
    public List<NetworkLayer> layers(Shape sampleShape) {
        List<NetworkLayer> words = new ArrayList<>(layers.words());
        words.add(new NetworkLayer.Reshape(sampleShape));
        return words;
    }
}
