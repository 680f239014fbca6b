package dev.gantry.networks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.Made;
import dev.gantry.core.component.Parts;
import dev.gantry.core.component.Settings;
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

    private LayersCritic(LayerList layers) {
        this.layers = layers;
    }

    public static CriticProvider provider() {
        return () -> new Component<>(
                "layers", "The layers that the recipe lists.", ConfigFactory.parseString("""
                # how weights begin: normal, xavier, he, fan-in-uniform, zeros
                init = he
                # from the sample to one score, such as [flatten, { type = dense, units = 1 }]; 'gantry list' has
                # the types of layer
                layers = null
                """), LayersCritic::make);
    }

    private static Made<Critic> make(Config settings, Parts parts) {
        Made<Keys> made = Settings.bind(MethodHandles.lookup(), Keys.class, settings, parts);
        Keys keys = made.component();
        LayerList layers = LayerList.of(keys.layers(), made.settings(), keys.init());
        return new Made<>(new LayersCritic(layers), made.settings());
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
