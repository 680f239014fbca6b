package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * Gaussian noise on everything the critic sees, real and generated alike, so that the two distributions overlap. At progress
 * p its standard deviation is {@code stddev max(0, 1 - p / annealUntil)}.
 *
 * <p>Arjovsky and Bottou, Towards Principled Methods for Training Generative Adversarial Networks, 2017, section 3;
 * Sonderby et al., Amortised MAP Inference for Image Super-resolution, 2017 (instance noise).
 *
 * @param stddev the standard deviation at the start, in the units of the samples, greater than 0
 * @param annealUntil the share of training after which no noise is left, greater than 0; beyond 1 some remains at the end
 */
public record InputNoise(Schedule stddev, double annealUntil) implements Regularizer.CriticInput {

    public InputNoise {
        stddev = Require.positive("stddev", stddev);
        Require.positive("anneal-until", annealUntil);
    }

    /** The same numbers in every step. */
    public InputNoise(double stddev, double annealUntil) {
        this(Schedule.constant(stddev), annealUntil);
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                InputNoise.class,
                "input-noise",
                "Fading noise on all that the critic sees.",
                """
                # standard deviation at the start, in the units of the samples
                stddev = 0.1
                # the share of training after which no noise is left; beyond 1 some remains at the end
                anneal-until = 1.0
                """);
    }

    @Override
    public Tensor criticInput(Tensor samples, Tensor progress, Scope scope) {
        Tensor remaining = Tensor.scalar(1).sub(progress.div(annealUntil)).max(0);
        return samples.add(
                scope.normal("noise", samples.shape()).mul(remaining.mul(scope.scheduled("stddev", stddev))));
    }
}
