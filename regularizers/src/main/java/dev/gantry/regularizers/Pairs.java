package dev.gantry.regularizers;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import java.util.stream.IntStream;

/** Pairs of the samples of one batch. */
final class Pairs {

    private Pairs() {}

    /** {@code [n, n]}: 1 for each pair of two different samples, 0 on the diagonal. */
    static Tensor distinct(int n) {
        double[] numbers = IntStream.range(0, n).asDoubleStream().toArray();
        Tensor same = Tensor.of(Shape.of(n, 1), numbers).equal(Tensor.of(Shape.of(1, n), numbers));
        return Tensor.scalar(1).sub(same);
    }

    /** Throws {@link ShapeException} unless the batch {@code [N, ...]} has a pair. */
    static void require(Tensor batch) {
        if (batch.shape().size(0) < 2) {
            throw new ShapeException("compares samples, and found one alone; raise 'batch-size'");
        }
    }
}
