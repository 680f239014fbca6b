package dev.gantry.nd4j;

import dev.gantry.engine.plan.Precision;
import dev.gantry.engine.plan.Step.MatMul;
import dev.gantry.nd4j.OneDnnKernel.Argument;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Matrix products by an operation of oneDNN that takes any precision; in single precision {@link OneDnnProducts} copies less. */
final class OneDnnMatMul {

    private static final int LEFT = 1;
    private static final int PRODUCT = 17;
    private static final int RIGHT = 33;
    private static final long NO_BIAS = 0;

    private OneDnnMatMul() {}

    /**
     * Empty where the library does not know how.
     *
     * @param precision that the operands are multiplied in, in which they are exact
     */
    static Optional<Kernel> of(
            MatMul step, Precision precision, Memory memory, OneDnnEngine engine, ScratchMemory scratch) {
        long left = matrices(step.batch(), step.m(), step.k(), step.transposeLeft(), engine);
        long right = matrices(step.batch(), step.k(), step.n(), step.transposeRight(), engine);
        long product = matrices(step.batch(), step.m(), step.n(), false, engine);
        OptionalLong description = engine.description(
                "matmul",
                engine.anyLayout(precision, step.batch(), step.m(), step.k()),
                engine.anyLayout(precision, step.batch(), step.k(), step.n()),
                NO_BIAS,
                product);
        return description.isPresent()
                ? OneDnnKernel.of(
                        description.getAsLong(),
                        List.of(
                                new Argument(LEFT, left, memory.address(step.left()), false),
                                new Argument(RIGHT, right, memory.address(step.right()), false),
                                new Argument(PRODUCT, product, memory.address(step.product()), true)),
                        engine,
                        scratch)
                : Optional.empty();
    }

    private static long matrices(long batch, long rows, long columns, boolean transposed, OneDnnEngine engine) {
        long[] strides = {rows * columns, transposed ? 1 : columns, transposed ? rows : 1};
        return engine.layout(Precision.FLOAT32, new long[] {batch, rows, columns}, strides);
    }
}
