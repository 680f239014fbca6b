package dev.gantry.nd4j;

import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.plan.Step;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs programs as ND4J operations alone, which works wherever ND4J does: on graphics cards too, whose memory our own
 * kernels cannot reach. The plan is one of {@link dev.gantry.engine.plan.Passes#ofSingleOperations single operations}.
 */
final class OpSession extends NativeSession {

    /**
     * @param owned closed by the caller if this throws
     */
    OpSession(Plan plan, long seed, Owned owned) {
        super(new Nd4jMemory(plan, owned), owned);
        for (PlannedProgram program : plan.programs()) {
            programs.put(
                    program.name(),
                    program.steps().stream().map(step -> kernel(step, seed)).toArray(Kernel[]::new));
        }
    }

    private Kernel kernel(Step step, long seed) {
        return switch (step) {
            case Step.Loop loop -> LoopOps.kernel(loop, memory);
            case Step.MatMul product -> matmul(product);
            case Step.Convolution convolution -> Convolutions.kernel(convolution, memory);
            case Step.Gather gather -> gather(gather);
            case Step.Scatter scatter -> scatter(scatter);
            case Step.Draw draw -> draw(draw, seed);
        };
    }

    private Kernel matmul(Step.MatMul step) {
        int m = step.m();
        int k = step.k();
        int n = step.n();
        INDArray left = matrices(
                memory.array(step.left()), step.batch(), step.transposeLeft() ? k : m, step.transposeLeft() ? m : k);
        INDArray right = matrices(
                memory.array(step.right()), step.batch(), step.transposeRight() ? n : k, step.transposeRight() ? k : n);
        INDArray product = matrices(memory.array(step.product()), step.batch(), m, n);
        return new NativeOp(
                "matmul",
                new INDArray[] {left, right},
                new INDArray[] {product},
                step.transposeLeft() ? 1 : 0,
                step.transposeRight() ? 1 : 0);
    }

    private static INDArray matrices(INDArray dense, int batch, int rows, int columns) {
        return batch == 1 ? dense.reshape(rows, columns) : dense.reshape(batch, rows, columns);
    }

    private Kernel gather(Step.Gather step) {
        INDArray indices = memory.scratch(DataType.INT32, step.indices().shape().size());
        Kernel gather = new NativeOp(
                        "gather",
                        new INDArray[] {memory.array(step.table()), indices},
                        new INDArray[] {memory.array(step.rows())},
                        0)
                .withFlags(true);
        return sequence(LoopOps.cast(memory.array(step.indices()), indices), gather);
    }

    private Kernel scatter(Step.Scatter step) {
        INDArray indices = memory.scratch(DataType.INT32, step.indices().shape().size());
        INDArray table = memory.array(step.table());
        // The flags: one thread, so that equal indices add up in order; indices are checked.
        Kernel add = new NativeOp(
                        "scatter_add", new INDArray[] {table, indices, memory.array(step.rows())}, new INDArray[] {table
                        })
                .withFlags(true, true);
        return sequence(
                LoopOps.copy(LoopOps.constant(0, step.table().shape(), memory), table),
                LoopOps.cast(memory.array(step.indices()), indices),
                add);
    }

    /** Drawn by the processor, so that every device draws the same. */
    private Kernel draw(Step.Draw step, long seed) {
        INDArray drawn = memory.scratch(DataType.FLOAT, step.target().shape().size());
        Kernel draw = new DrawKernel(step, Nd4jMemory.hostAddress(drawn), seed);
        INDArray target = memory.array(step.target()).reshape(drawn.shape());
        return sequence(draw, _ -> Nd4jMemory.tagAsWritten(drawn), LoopOps.copy(drawn, target));
    }

    static Kernel sequence(Kernel... kernels) {
        return step -> {
            for (Kernel kernel : kernels) {
                kernel.run(step);
            }
        };
    }
}
