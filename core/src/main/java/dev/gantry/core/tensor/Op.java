package dev.gantry.core.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * The closed set of primitives a {@link Tensor} is made of. A backend implements each; {@link Gradients} differentiates
 * each in terms of the others.
 */
public sealed interface Op {

    /** A named array that outlives a step: parameters, optimizer state, a batch of data. Reads give the value before the step. */
    record Variable(String name) implements Op {}

    /** One value in every element. */
    record Constant(double value) implements Op {}

    /** Fixed values in row-major order. */
    record Literal(Values values) implements Op {}

    /**
     * Independent draws, each a pure function of seed, {@code stream}, the step's number and its index in the stream.
     *
     * @param first the index of the first element; the others follow in row-major order
     */
    record Random(Distribution distribution, String stream, long first) implements Op {}

    record Unary(UnaryFunction function) implements Op {}

    /** Two inputs of the output's shape. */
    record Binary(BinaryFunction function) implements Op {}

    /** Three inputs of one shape: where the first is not zero the second, elsewhere the third. */
    record Select() implements Op {}

    /** Reduces {@code axes}, in ascending order, each to size 1. */
    record Reduce(Reduction reduction, List<Integer> axes) implements Op {}

    /** The same elements in row-major order under another shape. */
    record Reshape() implements Op {}

    /** Axis {@code i} of the result is axis {@code permutation[i]} of the input. */
    record Transpose(List<Integer> permutation) implements Op {}

    /** Repeats axes of size 1 up to the output's shape, which has the input's rank. */
    record Broadcast() implements Op {}

    /** Elements {@code start} (inclusive) to {@code start + size} of one axis; the size is the output's. */
    record Slice(int axis, int start) implements Op {}

    /** Zeros before and after the input along one axis. */
    record Pad(int axis, int before, int after) implements Op {}

    /** Joins the inputs along one axis. */
    record Concat(int axis) implements Op {}

    /** {@code [m, k] x [k, n]}, or {@code [b, m, k] x [b, k, n]}; a transposed operand is stored with its last two axes swapped. */
    record MatMul(boolean transposeLeft, boolean transposeRight) implements Op {}

    /** Cross-correlation: image {@code [N, C, H, W]} or as the window says, kernels {@code [O, C, h, w]}. */
    record Conv(Window window) implements Op {}

    /** The gradient of a convolution in its image (a transposed convolution): output gradient, kernels. */
    record ConvInputGradient(Window window) implements Op {}

    /** The gradient of a convolution in its kernels: image, output gradient. */
    record ConvWeightGradient(Window window) implements Op {}

    /** Rows of the first input {@code [V, ...]} at the indices in the second {@code [n]}. */
    record Gather() implements Op {}

    /** Adds the rows of the first input {@code [n, ...]} into zeros {@code [V, ...]} at the indices in the second {@code [n]}. */
    record Scatter() implements Op {}

    /** The identity, through which no gradient flows. */
    record StopGradient() implements Op {}

    enum Distribution {
        /** Mean 0, variance 1. */
        NORMAL,
        /** From 0 (inclusive) to 1 (exclusive). */
        UNIFORM
    }

    enum UnaryFunction {
        NEG,
        EXP,
        LOG,
        LOG1P,
        SQRT,
        ABS,
        SIGN,
        TANH,
        SIGMOID,
        SOFTPLUS,
        ERF,
        /** The nearest bfloat16, ties to even; planning puts it in, and its gradient is that of the identity. */
        BFLOAT16
    }

    /** Comparisons give 1 where they hold and 0 elsewhere. */
    enum BinaryFunction {
        ADD,
        SUB,
        MUL,
        DIV,
        POW,
        MAX,
        MIN,
        GREATER,
        GREATER_EQUAL,
        EQUAL
    }

    enum Reduction {
        SUM,
        MAX
    }

    /** An immutable array of doubles with value equality. */
    final class Values {
        private final double[] elements;

        public Values(double... elements) {
            this.elements = elements.clone();
        }

        public int size() {
            return elements.length;
        }

        public double get(int index) {
            return elements[index];
        }

        public double[] toArray() {
            return elements.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Values values && Arrays.equals(elements, values.elements);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(elements);
        }

        @Override
        public String toString() {
            return elements.length + " values";
        }
    }
}
