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
 * Draws the norm of the critic's gradient towards a target k near real samples:
 * {@code lambda mean((|grad D(x)| - k)^2)} with {@code x = real + alpha scale s noise}, one norm per sample, s being the
 * standard deviation of all elements of the batch.
 *
 * <p>Kodali et al., On Convergence and Stability of GANs, 2017 (DRAGAN). The paper's noise is normal with a
 * deviation that does not depend on the batch. Published code has uniform noise of scale 0.5 times one uniform alpha per
 * sample (the default here, as in StudioGAN; torchgan's 1 - alpha is the same in distribution), or centered noise of scale 1
 * without alpha and clamped to the range of the data (compare_gan).
 *
 * @param lambda the penalty's weight, at least 0
 * @param target k, at least 0
 * @param noise what real samples are moved by
 * @param scale the width of the noise in standard deviations, at least 0
 * @param interpolate whether alpha is drawn uniformly, one per sample; otherwise it is 1
 * @param clip points are clamped to plus and minus this, greater than 0
 * @param epsilon added to the squared norm, and to the variance, under the root; greater than 0
 */
public record DraganPenalty(
        Schedule lambda,
        double target,
        Noise noise,
        double scale,
        boolean interpolate,
        Optional<Double> clip,
        double epsilon)
        implements LipschitzConstraint {

    public DraganPenalty {
        lambda = Require.notNegative("lambda", lambda);
        Require.notNegative("target", target);
        Require.notNegative("scale", scale);
        clip.ifPresent(bound -> Require.positive("clip", bound));
        Require.positive("epsilon", epsilon);
    }

    /** The same numbers in every step. */
    public DraganPenalty(
            double lambda,
            double target,
            Noise noise,
            double scale,
            boolean interpolate,
            Optional<Double> clip,
            double epsilon) {
        this(Schedule.constant(lambda), target, noise, scale, interpolate, clip, epsilon);
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                DraganPenalty.class,
                "dragan",
                "Draws the norm of the critic's input gradient towards 1 near real samples.",
                """
                # the penalty's weight
                lambda = 10
                # what the norm is drawn to
                target = 1
                # uniform on [0, 1), centered on [-0.5, 0.5), or normal
                noise = uniform
                # what the noise is multiplied by, in standard deviations of the batch
                scale = 0.5
                # whether each sample is moved by a uniform fraction of its noise
                interpolate = true
                # points are clamped to plus and minus this, such as 1 for images; null for not at all
                clip = null
                # added to the squared norm, under the root
                epsilon = 1e-12
                """);
    }

    @Override
    public boolean mixesSamples() {
        return true;
    }

    @Override
    public Optional<Tensor> penalty(PlayerStep step) {
        Tensor norm = InputGradients.norms(step, points(step), epsilon);
        return Optional.of(norm.sub(target).square().mean().mul(step.scope().scheduled("lambda", lambda)));
    }

    private Tensor points(PlayerStep step) {
        Tensor real = step.real();
        Tensor move = noise.of(real, scale, epsilon, step.scope());
        Tensor moved = real.add(interpolate ? Points.alpha(real, step.scope()).mul(move) : move);
        return clip.map(bound -> moved.clip(-bound, bound)).orElse(moved);
    }
}
