package dev.gantry.core.spi;

import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;

/**
 * The critic's scores of a batch of real and of generated samples, unbounded (logits, where the loss is a cross-entropy).
 *
 * @param real scores of real samples, {@code [N]}
 * @param fake scores of generated samples, {@code [N]}
 * @param realLabels what a classifying critic is to say of real samples, 1 unless smoothed; {@code [N]} or a scalar
 * @param fakeLabels what it is to say of generated samples, 0 unless smoothed; {@code [N]} or a scalar
 * @param scope where a loss keeps state, if it has any
 */
public record Scores(Tensor real, Tensor fake, Tensor realLabels, Tensor fakeLabels, Scope scope) {

    public Scores {
        if (real.shape().rank() != 1 || fake.shape().rank() != 1) {
            throw new ShapeException("scores have one axis, the batch; found " + real.shape() + " and " + fake.shape());
        }
    }

    /** Scores with the labels 1 for real and 0 for fake. */
    public Scores(Tensor real, Tensor fake, Scope scope) {
        this(real, fake, Tensor.scalar(1), Tensor.scalar(0), scope);
    }

    /** These scores with other labels. */
    public Scores withLabels(Tensor realLabels, Tensor fakeLabels) {
        return new Scores(real, fake, realLabels, fakeLabels, scope);
    }
}
