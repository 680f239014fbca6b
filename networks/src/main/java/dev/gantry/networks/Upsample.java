package dev.gantry.networks;

import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.Require;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/** Images enlarged by repeating every pixel {@code factor x factor} times. */
record Upsample(int factor) implements Layer {

    Upsample {
        Require.count("factor", Sizes.WINDOW, factor);
    }

    static Component<Layer> component() {
        return Component.of(
                MethodHandles.lookup(), Upsample.class, "upsample", "Enlarges images by repeating their pixels.", """
                factor = 2
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, Initialization init) {
        Channels.requireImages(x);
        return x.upsampleNearest(factor);
    }
}
