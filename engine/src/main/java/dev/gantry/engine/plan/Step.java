package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Op.Reduction;
import dev.gantry.core.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/** One kernel call of a program. Steps run in order; views say what they read and write. */
public sealed interface Step {

    /** Everything the step reads. */
    List<View> reads();

    /** Everything the step writes. */
    List<View> writes();

    /** Floating-point operations, counting a transcendental function as one. */
    long flops();

    /** Bytes read and written, with {@code elementSize} bytes an element, each view once. */
    default long bytes(int elementSize) {
        long elements = 0;
        for (View view : reads()) {
            elements += distinct(view);
        }
        for (View view : writes()) {
            elements += distinct(view);
        }
        return elements * elementSize;
    }

    private static long distinct(View view) {
        long elements = 1;
        for (int axis = 0; axis < view.shape().rank(); axis++) {
            elements *= view.strides().get(axis) == 0 ? 1 : view.shape().size(axis);
        }
        return elements;
    }

    /**
     * A fused chain of element-wise work over {@code size} elements in row-major order, which may end in reductions. With
     * no instructions it copies or fills.
     *
     * @param inputs each of {@code size} elements
     * @param code in order of execution
     * @param outputs what is stored
     * @param reductions what is accumulated
     */
    record Loop(
            long size, List<View> inputs, List<Instruction> code, List<Output> outputs, List<Accumulation> reductions)
            implements Step {

        public Loop {
            inputs = List.copyOf(inputs);
            code = List.copyOf(code);
            outputs = List.copyOf(outputs);
            reductions = List.copyOf(reductions);
        }

        @Override
        public List<View> reads() {
            return inputs;
        }

        @Override
        public List<View> writes() {
            List<View> writes = new ArrayList<>();
            outputs.forEach(output -> writes.add(output.view()));
            reductions.forEach(accumulation -> writes.add(accumulation.view()));
            return writes;
        }

        @Override
        public long flops() {
            return size * (code.size() + reductions.size());
        }
    }

    /** Applies a {@link Op.Unary}, {@link Op.Binary} or {@link Op.Select} to one, two or three operands. */
    record Instruction(Op op, List<Operand> operands) {
        public Instruction {
            operands = List.copyOf(operands);
        }
    }

    /** A value within a loop. */
    sealed interface Operand {
        record Input(int index) implements Operand {}

        record Constant(double value) implements Operand {}

        /** The result of an earlier instruction. */
        record Result(int instruction) implements Operand {}
    }

    /** {@code view} has as many elements as the loop, all distinct. */
    record Output(Operand value, View view) {}

    /** {@code view} has the loop's elements; those of stride 0 are reduced into one. */
    record Accumulation(Operand value, Reduction reduction, View view) {}

    /**
     * {@code batch} products of dense matrices {@code [m, k] x [k, n]}; a transposed operand is stored as {@code [k, m]} or
     * {@code [n, k]}.
     *
     * @param precision what the elements of both operands are known to be
     */
    record MatMul(
            int batch,
            int m,
            int k,
            int n,
            View left,
            boolean transposeLeft,
            View right,
            boolean transposeRight,
            View product,
            Precision precision)
            implements Step {

        @Override
        public List<View> reads() {
            return List.of(left, right);
        }

        @Override
        public List<View> writes() {
            return List.of(product);
        }

        @Override
        public long flops() {
            return 2L * batch * m * k * n;
        }
    }

    /**
     * One of the three maps of a convolution: the two views that are given make the third, all of them dense.
     *
     * @param precision what the elements of both given views are known to be
     */
    record Convolution(Wanted wanted, Window window, View image, View kernels, View result, Precision precision)
            implements Step {

        public enum Wanted {
            RESULT,
            IMAGE,
            KERNELS
        }

        @Override
        public List<View> reads() {
            return switch (wanted) {
                case RESULT -> List.of(image, kernels);
                case IMAGE -> List.of(result, kernels);
                case KERNELS -> List.of(image, result);
            };
        }

        @Override
        public List<View> writes() {
            return switch (wanted) {
                case RESULT -> List.of(result);
                case IMAGE -> List.of(image);
                case KERNELS -> List.of(kernels);
            };
        }

        @Override
        public long flops() {
            return 2 * result.shape().size() * kernels.shape().dropFirst().size();
        }
    }

    /** Copies rows of {@code table} [V, ...] at {@code indices} [n] to {@code rows} [n, ...], all dense. */
    record Gather(View table, View indices, View rows) implements Step {

        @Override
        public List<View> reads() {
            return List.of(table, indices);
        }

        @Override
        public List<View> writes() {
            return List.of(rows);
        }

        @Override
        public long flops() {
            return 0;
        }
    }

    /** Sets {@code table} [V, ...] to zeros and adds {@code rows} [n, ...] at {@code indices} [n], all dense. */
    record Scatter(View rows, View indices, View table) implements Step {

        @Override
        public List<View> reads() {
            return List.of(rows, indices);
        }

        @Override
        public List<View> writes() {
            return List.of(table);
        }

        @Override
        public long flops() {
            return rows.shape().size();
        }
    }

    /** Fills a dense view with draws. */
    record Draw(Op.Random random, View target) implements Step {

        @Override
        public List<View> reads() {
            return List.of();
        }

        @Override
        public List<View> writes() {
            return List.of(target);
        }

        @Override
        public long flops() {
            return 10 * target.shape().size();
        }
    }
}
