package dev.gantry.losses.wgan;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.stream.IntStream;

/** A layer's weight as a matrix with a row for each output, {@code [out, in]} or {@code [out, in * h * w]}. */
final class WeightMatrix {

    private WeightMatrix() {}

    static Tensor of(Tensor weight) {
        return isDense(weight) ? weight.transpose() : weight.flatten();
    }

    /** The weight of that shape that {@link #of} makes this matrix of. */
    static Tensor weight(Tensor matrix, Shape shape) {
        return shape.rank() == 2 ? matrix.transpose() : matrix.reshape(shape);
    }

    /** The axes of a weight that make up a row of its matrix. */
    static int[] rowAxes(Tensor weight) {
        return isDense(weight)
                ? new int[] {0}
                : IntStream.range(1, weight.shape().rank()).toArray();
    }

    /** A dense weight is {@code [in, out]}, all others have the output first. */
    private static boolean isDense(Tensor weight) {
        return weight.shape().rank() == 2;
    }
}
