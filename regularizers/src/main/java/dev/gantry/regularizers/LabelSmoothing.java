package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * Labels that keep the critic from being too sure. They replace 1 and 0, and a label t between becomes
 * {@code t real + (1 - t) fake}; one-sided smoothing leaves the fake label at 0.
 *
 * <p>Salimans et al., Improved Techniques for Training GANs, 2016, section 3.4. {@link TensorflowLabelSmoothing} counts
 * otherwise.
 *
 * @param real the label of real samples, at most 1
 * @param fake the label of generated samples, at least 0 and in every step less than {@code real}
 */
public record LabelSmoothing(Schedule real, Schedule fake) implements Regularizer.LabelChange {

    public LabelSmoothing {
        real = Require.between("real", 0, 1, real);
        fake = Require.below("fake", Require.between("fake", 0, 1, fake), "real", real);
    }

    /** The same numbers in every step. */
    public LabelSmoothing(double real, double fake) {
        this(Schedule.constant(real), Schedule.constant(fake));
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), LabelSmoothing.class, "label-smoothing", "Softer labels for the critic.", """
                # the label of real samples, in place of 1
                real = 0.9
                # the label of generated samples; other than 0 it is no longer one-sided
                fake = 0.0
                """);
    }

    @Override
    public Scores labels(Scores scores, Scope scope) {
        Tensor ofReal = scope.scheduled("real", real);
        Tensor ofFake = scope.scheduled("fake", fake);
        return scores.withLabels(
                smoothed(scores.realLabels(), ofReal, ofFake), smoothed(scores.fakeLabels(), ofReal, ofFake));
    }

    private static Tensor smoothed(Tensor labels, Tensor real, Tensor fake) {
        return labels.mul(real).add(Tensor.scalar(1).sub(labels).mul(fake));
    }
}
