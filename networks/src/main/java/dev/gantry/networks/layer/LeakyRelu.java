package dev.gantry.networks.layer;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** x where x is positive, {@code slope * x} elsewhere. */
public record LeakyRelu(double slope) implements Layer.Exportable {

    public LeakyRelu {
        Require.notNegative("slope", slope);
    }

    public static LayerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), LeakyRelu.class, "leaky-relu", "A rectifier that lets a little through.", """
                # factor of negative values
                slope = 0.2
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        return x.leakyRelu(slope);
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(new NetworkLayer.LeakyRelu(slope));
    }
}
