package dev.gantry.losses.wgangp;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/**
 * Keeps the critic's scores r of real samples from drifting away from zero: {@code epsilon mean(r^2)}. For losses of
 * differences of scores alone, such as Wasserstein's, beside another constraint.
 *
 * <p>Karras et al., Progressive Growing of GANs for Improved Quality, Stability, and Variation, 2018, appendix A.1.
 *
 * @param epsilon the penalty's weight, at least 0
 */
public record DriftPenalty(Schedule epsilon) implements LipschitzConstraint {

    public DriftPenalty {
        epsilon = Require.notNegative("epsilon", epsilon);
    }

    /** The same numbers in every step. */
    public DriftPenalty(double epsilon) {
        this(Schedule.constant(epsilon));
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                DriftPenalty.class,
                "drift",
                "Keeps the critic's scores of real samples near zero.",
                """
                # the penalty's weight
                epsilon = 0.001
                """);
    }

    @Override
    public Optional<Tensor> penalty(PlayerStep step) {
        return Optional.of(
                step.score(step.real()).square().mean().mul(step.scope().scheduled("epsilon", epsilon)));
    }
}
