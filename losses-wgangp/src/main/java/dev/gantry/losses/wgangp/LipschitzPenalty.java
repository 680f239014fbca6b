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
 * Holds the norm of the critic's gradient down to 1, one-sidedly: {@code lambda mean(max(0, |grad D(x)| - 1)^2)}, one norm
 * per sample. The points x are drawn between real and generated samples, as in {@link GradientPenalty}, or are the real and
 * the generated samples together, {@code 2N} of them, each moved by noise.
 *
 * <p>Petzka et al., On the Regularization of Wasserstein GANs, 2018 (WGAN-LP), with both of its ways of sampling. The
 * perturbed points' noise is {@code scale s noise}, s being the standard deviation of all elements of those samples.
 *
 * @param lambda the penalty's weight, at least 0
 * @param points where the gradient is taken
 * @param noise what perturbed points are moved by
 * @param scale the width of the noise in standard deviations, at least 0
 * @param epsilon added to the squared norm, and to the variance, under the root; greater than 0
 */
public record LipschitzPenalty(Schedule lambda, At points, Noise noise, double scale, double epsilon)
        implements LipschitzConstraint, Cautious {

    /** Where the gradient is taken. */
    public enum At {
        INTERPOLATED,
        PERTURBED
    }

    public LipschitzPenalty {
        lambda = Require.notNegative("lambda", lambda);
        Require.notNegative("scale", scale);
        Require.positive("epsilon", epsilon);
    }

    /** The same numbers in every step. */
    public LipschitzPenalty(double lambda, At points, Noise noise, double scale, double epsilon) {
        this(Schedule.constant(lambda), points, noise, scale, epsilon);
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                LipschitzPenalty.class,
                "lipschitz-penalty",
                "Holds the norm of the critic's input gradient down to 1 (WGAN-LP).",
                """
                # the penalty's weight
                lambda = 10
                # where: interpolated (between real and generated samples) or perturbed (at both, with noise)
                points = interpolated
                # of perturbed points: uniform on [0, 1), centered on [-0.5, 0.5), or normal
                noise = uniform
                # what the noise is multiplied by, in standard deviations of the samples
                scale = 0.5
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
        Tensor x = switch (points) {
            case INTERPOLATED -> Points.interpolated(step);
            case PERTURBED -> perturbed(step);
        };
        Tensor excess = InputGradients.norms(step, x, epsilon).sub(1).relu();
        return Optional.of(excess.square().mean().mul(step.scope().scheduled("lambda", lambda)));
    }

    private Tensor perturbed(PlayerStep step) {
        Tensor samples = Tensor.concat(0, List.of(step.real(), step.fake()));
        return samples.add(noise.of(samples, scale, epsilon, step.scope()));
    }
}
