package dev.gantry.losses.wgangp;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Cautious;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Surroundings;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;

/**
 * Draws the norm of the critic's gradient towards a target k, two-sidedly, at random points between real and generated
 * samples: {@code lambda mean((|grad D(x)| - k)^2)} with {@code x = alpha real + (1 - alpha) fake}, one uniform alpha and one
 * norm per sample.
 *
 * <p>Gulrajani et al., Improved Training of Wasserstein GANs, 2017, equation 3 and Algorithm 1, lines 4 to 7. The paper has
 * k = 1 and no epsilon; the epsilon gives the norm a finite gradient where it is zero. Section 4, "No critic batch
 * normalization": with it the penalty, which is of each sample by itself, is no longer valid.
 *
 * @param lambda the penalty's weight, at least 0
 * @param target k, at least 0
 * @param epsilon added to the squared norm, under the root, greater than 0
 */
public record GradientPenalty(Schedule lambda, double target, double epsilon) implements LipschitzConstraint, Cautious {

    public GradientPenalty {
        lambda = Require.notNegative("lambda", lambda);
        Require.notNegative("target", target);
        Require.positive("epsilon", epsilon);
    }

    /** The same numbers in every step. */
    public GradientPenalty(double lambda, double target, double epsilon) {
        this(Schedule.constant(lambda), target, epsilon);
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                GradientPenalty.class,
                "gradient-penalty",
                "Draws the norm of the critic's input gradient towards 1 (WGAN-GP).",
                """
                # the penalty's weight: 10 for images, 0.1 for toy mixtures
                lambda = 10
                # what the norm is drawn to; the penalty is (norm - target)^2
                target = 1
                # added to the squared norm, under the root
                epsilon = 1e-12
                """);
    }

    @Override
    public List<String> unwise(Surroundings surroundings) {
        return InputGradients.unwise(surroundings);
    }

    @Override
    public Optional<Tensor> penalty(PlayerStep step) {
        Tensor norm = InputGradients.norms(step, Points.interpolated(step), epsilon);
        return Optional.of(norm.sub(target).square().mean().mul(step.scope().scheduled("lambda", lambda)));
    }
}
