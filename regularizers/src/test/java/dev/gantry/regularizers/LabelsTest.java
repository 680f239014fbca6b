package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LabelsTest {

    private final Scope scope = TracedScope.training("test");

    @Test
    @DisplayName("U1.2 label smoothing as TensorFlow counts it")
    void u1LabelSmoothing() {
        Tensor real = Tensor.of(Shape.of(4), -5.0, 1.4, 12.5, 2.7);
        Tensor fake = Tensor.of(Shape.of(4), 10.0, 4.4, -5.5, 3.6);
        Scores labelled = labelled(new TensorflowLabelSmoothing(0.25), new Scores(real, fake, scope));
        assertThat(evaluate(labelled.realLabels())).containsExactly(0.875);
        assertThat(evaluate(labelled.fakeLabels())).containsExactly(0);
        Tensor loss = crossEntropy(real, labelled.realLabels()).add(crossEntropy(fake, labelled.fakeLabels()));
        assertThat(evaluate(loss)[0]).isCloseTo(6.19637, within(5e-6));
    }

    @Test
    void smoothedLabelsAreSmoothedOn() {
        Tensor scores = Tensor.zeros(Shape.of(2));
        Scores before = new Scores(scores, scores, scope).withLabels(Tensor.scalar(0.8), Tensor.scalar(0.1));
        Scores labelled = labelled(new TensorflowLabelSmoothing(0.5), before);
        assertThat(evaluate(labelled.realLabels())[0]).isCloseTo(0.65, within(1e-15));
        assertThat(evaluate(labelled.fakeLabels())).containsExactly(0.1);
    }

    @Test
    void flipsWithTheGivenProbability() {
        Tensor scores = Tensor.zeros(Shape.of(10_000));
        Scores before = new Scores(scores, scores, scope).withLabels(Tensor.scalar(0.9), Tensor.scalar(0.2));
        Scores labelled = labelled(new LabelFlipping(0.3), before);
        double[] real = evaluate(labelled.realLabels());
        double[] fake = evaluate(labelled.fakeLabels());
        assertThat(real).hasSize(10_000).containsOnly(0.9, 0.2);
        assertThat(fake).hasSize(10_000).containsOnly(0.9, 0.2);
        // Four standard errors.
        assertThat(share(real, 0.2)).isCloseTo(0.3, within(0.019));
        assertThat(share(fake, 0.9)).isCloseTo(0.3, within(0.019));
        double both = 0;
        for (int i = 0; i < real.length; i++) {
            both += real[i] == 0.2 && fake[i] == 0.9 ? 1 : 0;
        }
        assertThat(both / real.length).as("independently").isCloseTo(0.09, within(0.012));
    }

    @Test
    void flippedLabelsAreSmoothed() {
        Scores scores = new Scores(Tensor.zeros(Shape.of(100)), Tensor.zeros(Shape.of(100)), scope);
        Scores flipped = labelled(new LabelFlipping(0.5), scores);
        Scores smoothed = labelled(new LabelSmoothing(0.9, 0.2), flipped);
        assertThat(evaluate(smoothed.realLabels())).contains(0.9, 0.2).containsOnly(0.9, 0.2);
        assertThat(evaluate(smoothed.fakeLabels())).contains(0.9, 0.2).containsOnly(0.9, 0.2);
    }

    @Test
    void neverAndAlwaysFlipped() {
        Scores scores = new Scores(Tensor.zeros(Shape.of(2)), Tensor.zeros(Shape.of(2)), scope);
        assertThat(evaluate(labelled(new LabelFlipping(0), scores).realLabels()))
                .containsOnly(1);
        assertThat(evaluate(labelled(new LabelFlipping(1), scores).realLabels()))
                .containsOnly(0);
        assertThat(evaluate(labelled(new LabelFlipping(1), scores).fakeLabels()))
                .containsOnly(1);
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new TensorflowLabelSmoothing(1.5))
                .hasMessage("'smoothing' must be between 0.0 and 1.0, found 1.5");
        assertThatThrownBy(() -> new LabelFlipping(-0.1))
                .hasMessage("'probability' must be between 0.0 and 1.0, found -0.1");
    }

    private Scores labelled(Regularizer.LabelChange regularizer, Scores scores) {
        Scores labelled = regularizer.labels(scores, scope);
        assertThat(labelled.real()).isSameAs(scores.real());
        assertThat(labelled.fake()).isSameAs(scores.fake());
        return labelled;
    }

    /** The mean of {@code max(l, 0) - l t + log(1 + exp(-|l|))}. */
    private static Tensor crossEntropy(Tensor logits, Tensor labels) {
        return logits.max(0)
                .sub(logits.mul(labels))
                .add(logits.abs().neg().exp().log1p())
                .mean();
    }

    private static double share(double[] values, double of) {
        return DoubleStream.of(values).filter(value -> value == of).count() / (double) values.length;
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }
}
