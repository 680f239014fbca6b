package dev.gantry.losses.wgan;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Cautious;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.Surroundings;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Clamps every parameter of the critic to {@code [-c, c]} after each update.
 *
 * <p>Arjovsky et al., Wasserstein GAN, 2017, Algorithm 1, line 7. Section 4.3 has it that training becomes unstable at times
 * where the critic's optimizer has momentum.
 *
 * @param bound c, greater than 0
 */
public record WeightClipping(double bound) implements LipschitzConstraint, Cautious {

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
    public List<String> unwise(Surroundings surroundings) {
        return surroundings.criticPace().optimizer().hasMomentum()
                ? List.of(
                        "goes badly with momentum: training a critic with it becomes unstable at times (Arjovsky et al. 2017,"
                                + " section 4). Give 'optimizer.critic' one without, such as rmsprop, or adam with beta1 = 0")
                : List.of();
    }

    @Override
    public Tensor project(NetworkParameters parameters) {
        return parameters.flat().clip(-bound, bound);
    }
}
