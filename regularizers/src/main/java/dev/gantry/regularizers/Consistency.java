package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * The critic is to judge a real sample x as it judges a slightly changed one: its loss gains
 * {@code weight mean((D(x) - D(T(x)))^2)}. T of an image are operations of {@link DiffAugment}, T of a vector adds normal noise.
 *
 * <p>Zhang et al., Consistency Regularization for Generative Adversarial Networks, 2020, Algorithm 1, with weight 10
 * and, for images, random shifts and flips.
 *
 * @param weight greater than 0
 * @param policy operations on images, in order, at least one
 * @param stddev of the noise on vectors, in the units of the samples, greater than 0
 */
public record Consistency(Schedule weight, List<DiffAugment.Operation> policy, Schedule stddev)
        implements Regularizer.CriticPenalty {

    public Consistency {
        weight = Require.positive("weight", weight);
        policy = new DiffAugment(policy).policy();
        stddev = Require.positive("stddev", stddev);
    }

    /** The same numbers in every step. */
    public Consistency(double weight, List<DiffAugment.Operation> policy, double stddev) {
        this(Schedule.constant(weight), policy, Schedule.constant(stddev));
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                Consistency.class,
                "consistency",
                "The critic judges slightly changed real samples alike (CR-GAN).",
                """
                weight = 10.0
                # changes of images, of: color, translation, cutout
                policy = [translation]
                # change of vectors: standard deviation of noise, in the units of the samples
                stddev = 0.05
                """);
    }

    @Override
    public Tensor criticPenalty(PlayerStep step) {
        Tensor real = step.real();
        Tensor difference = step.score(real).sub(step.score(changed(real, step.scope())));
        return difference.square().mean().mul(step.scope().scheduled("weight", weight));
    }

    private Tensor changed(Tensor samples, Scope scope) {
        return samples.shape().rank() == 4
                ? new DiffAugment(policy).augment(samples, scope)
                : samples.add(scope.normal("noise", samples.shape()).mul(scope.scheduled("stddev", stddev)));
    }
}
