package dev.gantry.losses.wgan;

import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.Require;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * Clamps every parameter of the critic to {@code [-c, c]} after each update.
 *
 * <p>Arjovsky et al., Wasserstein GAN, 2017, Algorithm 1, line 7.
 *
 * @param bound c, greater than 0
 */
public record WeightClipping(double bound) implements LipschitzConstraint {

    public WeightClipping {
        Require.positive("bound", bound);
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                WeightClipping.class,
                "weight-clipping",
                "Clamps the critic's parameters (WGAN).",
                """
                # the largest magnitude of a parameter
                bound = 0.01
                """);
    }

    @Override
    public Tensor project(NetworkParameters parameters) {
        return parameters.flat().clip(-bound, bound);
    }
}
