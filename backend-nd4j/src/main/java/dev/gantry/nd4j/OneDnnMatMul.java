package dev.gantry.nd4j;

import dev.gantry.engine.plan.Precision;
import dev.gantry.engine.plan.Step.MatMul;
import dev.gantry.nd4j.OneDnnKernel.Argument;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Matrix products by an operation of oneDNN that takes any precision, and whose scratch memory is known. */
final class OneDnnMatMul {

    private static final int LEFT = 1;
    private static final int PRODUCT = 17;
    private static final int RIGHT = 33;
    private static final long NO_BIAS = 0;

    /** With less along any axis, {@link OneDnnProducts} is faster. */
    private static final int FEW = 16;

    private OneDnnMatMul() {}

    /** A matrix, or several of one size, in memory that may be placed later. */
    record Matrix(List<Long> sizes, long layout, long memory) {

        static Matrix of(OneDnnEngine engine, long[] sizes, long... strides) {
            long layout = engine.layout(Precision.FLOAT32, sizes, strides);
            return new Matrix(Arrays.stream(sizes).boxed().toList(), layout, engine.memory(layout));
        }

        private Argument as(int number) {
            return new Argument(number, layout, memory, number == PRODUCT);
        }
    }

    /** Whether this is the faster way in single precision. */
    static boolean suits(MatMul step) {
        return !step.transposeRight() && Math.min(step.m(), Math.min(step.k(), step.n())) >= FEW;
    }

    /**
     * Empty where the library does not know how.
     *
     * @param precision that the operands are multiplied in, in which they are exact
     */
    static Optional<Kernel> of(
            MatMul step, Precision precision, Memory memory, OneDnnEngine engine, ScratchMemory scratch) {
        Matrix left = matrices(step.batch(), step.m(), step.k(), step.transposeLeft(), engine);
        Matrix right = matrices(step.batch(), step.k(), step.n(), step.transposeRight(), engine);
        Matrix product = matrices(step.batch(), step.m(), step.n(), false, engine);
        engine.place(left.memory, memory.address(step.left()));
        engine.place(right.memory, memory.address(step.right()));
        engine.place(product.memory, memory.address(step.product()));
        return of(precision, left, right, product, engine, scratch);
    }

    /** The same of matrices anywhere. */
    static Optional<Kernel> of(
            Precision precision,
            Matrix left,
            Matrix right,
            Matrix product,
            OneDnnEngine engine,
            ScratchMemory scratch) {
        OptionalLong description = engine.description(
                "matmul", operand(precision, left, engine), operand(precision, right, engine), NO_BIAS, product.layout);
        return description.isPresent()
                ? OneDnnKernel.of(
                        description.getAsLong(),
                        List.of(left.as(LEFT), right.as(RIGHT), product.as(PRODUCT)),
                        engine,
                        scratch)
                : Optional.empty();
    }

    /** What is copied anyway may be copied into any layout. */
    private static long operand(Precision precision, Matrix matrix, OneDnnEngine engine) {
        return precision == Precision.FLOAT32
                ? matrix.layout
                : engine.anyLayout(
                        precision, matrix.sizes.stream().mapToLong(size -> size).toArray());
    }

    private static Matrix matrices(long batch, long rows, long columns, boolean transposed, OneDnnEngine engine) {
        long row = transposed ? 1 : columns;
        long column = transposed ? rows : 1;
        return batch == 1
                ? Matrix.of(engine, new long[] {rows, columns}, row, column)
                : Matrix.of(engine, new long[] {batch, rows, columns}, rows * columns, row, column);
    }
}
