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
 * Draws the critic's gradient at generated samples x towards zero: {@code lambda / 2 mean(|grad D(x)|^2)}, one norm per sample,
 * without a root and so without an epsilon. {@link R1Penalty} is the same at real samples.
 *
 * <p>Mescheder et al., Which Training Methods for GANs do actually Converge?, 2018, section 4.1, where lambda is called
 * gamma.
 *
 * @param lambda the penalty's weight, at least 0
 */
public record R2Penalty(Schedule lambda) implements LipschitzConstraint {

    public R2Penalty {
        lambda = Require.notNegative("lambda", lambda);
    }

    /** The same numbers in every step. */
    public R2Penalty(double lambda) {
        this(Schedule.constant(lambda));
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                R2Penalty.class,
                "r2",
                "Draws the critic's gradient at generated samples towards zero.",
                """
                # the penalty's weight; half of it stands before the mean squared norm
                lambda = 10
                """);
    }

    @Override
    public Optional<Tensor> penalty(PlayerStep step) {
        return Optional.of(InputGradients.squaredNorms(step, step.fake())
                .mean()
                .mul(step.scope().scheduled("lambda", lambda).div(2)));
    }
}
