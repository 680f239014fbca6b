package dev.gantry.nd4j;

import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.plan.Step;
import dev.gantry.engine.plan.Step.Convolution;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** Runs programs on the processor: loops in Java's vector instructions, products by oneDNN, convolutions by ND4J. */
final class CpuSession extends NativeSession {

    private final Workers workers = new Workers(Runtime.getRuntime().availableProcessors());
    private final Arena scratch = Arena.ofShared();

    /**
     * @param owned closed by the caller if this throws
     */
    CpuSession(Plan plan, long seed, Owned owned) {
        super(plan, owned);
        owned.add(scratch::close);
        owned.add(workers::close);
        workers.start();
        for (PlannedProgram program : plan.programs()) {
            programs.put(program.name(), kernels(program.steps(), seed));
        }
    }

    private Kernel[] kernels(List<Step> steps, long seed) {
        List<Kernel> kernels = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (i + 1 < steps.size() && Convolutions.arePair(steps.get(i), steps.get(i + 1))) {
                kernels.add(Convolutions.pair((Convolution) steps.get(i), (Convolution) steps.get(i + 1), memory));
                kernels.add(Kernel.NOTHING);
                i++;
            } else {
                kernels.add(kernel(steps.get(i), seed));
            }
        }
        return kernels.toArray(Kernel[]::new);
    }

    private Kernel kernel(Step step, long seed) {
        return switch (step) {
            case Step.Loop loop -> new LoopKernel(loop, memory, workers, scratch);
            case Step.MatMul product ->
                OneDnn.isThere() ? new OneDnnProducts(product, memory, workers) : new OpenBlasProducts(product, memory);
            case Convolution convolution -> Convolutions.kernel(convolution, memory);
            case Step.Gather gather -> RowKernels.gather(gather, memory);
            case Step.Scatter scatter -> RowKernels.scatter(scatter, memory);
            case Step.Draw draw -> new DrawKernel(draw, memory.address(draw.target()), seed);
        };
    }
}
