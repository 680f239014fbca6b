package dev.gantry.networks;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Made;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** A critic written out in the recipe, layer by layer. It ends in one value per sample. */
public final class LayersCritic implements Critic {

    private final LayerList layers;

    record Keys(Initialization init, List<Layer> layers) {

        Keys {
            LayerList.require(layers);
        }
    }

    private LayersCritic(Made<Keys> made) {
        Keys keys = made.component();
        this.layers = LayerList.of(keys.layers(), made.settings(), keys.init());
    }

    public static CriticProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                Keys.class,
                "layers",
                "The layers that the recipe lists.",
                """
                # how weights begin: normal, xavier, he, fan-in-uniform, zeros
                init = he
                # from the sample to one score, such as [flatten, { type = dense, units = 1 }]; 'gantry list' has
                # the types of layer
                layers = null
                """,
                LayersCritic::new);
    }

    @Override
    public boolean mixesSamples() {
        return layers.normalizesOverBatches();
    }

    @Override
    public Tensor score(Tensor samples, Scope scope) {
        Tensor scores = layers.apply(samples, scope);
        int batch = samples.shape().size(0);
        if (scores.shape().size() != batch) {
            throw new ShapeException("the critic's layers must end in one score per sample, found "
                    + scores.shape().dropFirst() + "; end with 'flatten' and { type = dense, units = 1 }");
        }
        return scores.reshape(batch);
    }
}
