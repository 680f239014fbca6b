package dev.gantry.networks;

import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.Require;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/** x where x is positive, {@code slope * x} elsewhere. */
record LeakyRelu(double slope) implements Layer {

    LeakyRelu {
        Require.notNegative("slope", slope);
    }

    static Component<Layer> component() {
        return Component.of(
                MethodHandles.lookup(), LeakyRelu.class, "leaky-relu", "A rectifier that lets a little through.", """
                # factor of negative values
                slope = 0.2
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, Initialization init) {
        return Activation.LEAKY_RELU.apply(x, slope);
    }
}
