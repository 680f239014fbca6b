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
 * One-sided label smoothing as TensorFlow counts it: a real label t becomes {@code t (1 - s) + s / 2}, so 1 becomes
 * {@code 1 - s / 2}; fake labels stay. {@link LabelSmoothing} names the label itself.
 *
 * <p>The argument {@code label_smoothing} of {@code tf.losses.sigmoid_cross_entropy}, as TF-GAN's losses pass it on.
 *
 * @param smoothing s, from 0 to 1
 */
public record TensorflowLabelSmoothing(Schedule smoothing) implements Regularizer.LabelChange {

    public TensorflowLabelSmoothing {
        smoothing = Require.between("smoothing", 0, 1, smoothing);
    }

    /** The same numbers in every step. */
    public TensorflowLabelSmoothing(double smoothing) {
        this(Schedule.constant(smoothing));
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                TensorflowLabelSmoothing.class,
                "tensorflow-label-smoothing",
                "Softer real labels, counted as TensorFlow does.",
                """
                # the real label becomes 1 - smoothing / 2
                smoothing = 0.25
                """);
    }

    @Override
    public Scores labels(Scores scores, Scope scope) {
        Tensor softer = scope.scheduled("smoothing", smoothing);
        Tensor kept = Tensor.scalar(1).sub(softer);
        return scores.withLabels(scores.realLabels().mul(kept).add(softer.div(2)), scores.fakeLabels());
    }
}
