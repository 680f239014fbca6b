package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;

/**
 * The classes of a batch of samples.
 *
 * @param classes whole numbers from 0 to {@code count - 1}, {@code [N]}
 * @param count how many classes there are
 */
public record Labels(Tensor classes, int count) {

    /** {@code [N, count]} with a 1 in each row. */
    public Tensor oneHot() {
        return classes.oneHot(count);
    }

    /** {@code mean -log softmax(l)[y]} over logits l {@code [N, count]} and the classes y, a scalar. */
    public Tensor crossEntropy(Tensor logits) {
        return logits.logSumExp(1).sub(logits.mul(oneHot()).sum(1)).mean();
    }

    /** The share of rows of logits {@code [N, count]} whose largest element is another class's, a scalar. */
    public Tensor error(Tensor logits) {
        Tensor own = logits.mul(oneHot()).sum(1);
        return logits.maximum(1).greater(own).mean();
    }
}
