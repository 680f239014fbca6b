package dev.gantry.nd4j;

import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.plan.Step;
import dev.gantry.engine.plan.Step.Convolution;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs programs on the processor: loops in Java's vector instructions, products and convolutions by oneDNN. */
final class CpuSession extends NativeSession {

    private final Workers workers = new Workers(Runtime.getRuntime().availableProcessors());
    private final Arena scratch = Arena.ofShared();
    private final Optional<OneDnnEngine> oneDnn;

    /** For each worker. */
    private final List<Scratch> shared =
            Stream.generate(Scratch::new).limit(workers.count()).toList();

    /**
     * @param owned closed by the caller if this throws
     */
    CpuSession(Plan plan, long seed, Owned owned) {
        super(plan, owned);
        owned.add(scratch::close);
        owned.add(workers::close);
        workers.start();
        oneDnn = OneDnn.isThere() ? Optional.of(new OneDnnEngine(owned)) : Optional.empty();
        for (PlannedProgram program : plan.programs()) {
            programs.put(program.name(), kernels(program.steps(), seed));
        }
        shared.forEach(each -> each.allocate(memory));
    }

    @Override
    public void run(String program, long step) {
        if (oneDnn.isEmpty()) {
            super.run(program, step);
            return;
        }
        int threads = OneDnn.useOneThread();
        try {
            super.run(program, step);
        } finally {
            OneDnn.useThreads(threads);
        }
    }

    private Kernel[] kernels(List<Step> steps, long seed) {
        List<Kernel> kernels = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (oneDnn.isEmpty() && i + 1 < steps.size() && Convolutions.arePair(steps.get(i), steps.get(i + 1))) {
                kernels.add(Convolutions.pair((Convolution) steps.get(i), (Convolution) steps.get(i + 1), memory));
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
                oneDnn.isPresent()
                        ? new OneDnnProducts(product, memory, workers)
                        : new OpenBlasProducts(product, memory);
            case Convolution convolution -> convolution(convolution);
            case Step.Gather gather -> RowKernels.gather(gather, memory);
            case Step.Scatter scatter -> RowKernels.scatter(scatter, memory);
            case Step.Draw draw -> new DrawKernel(draw, memory.address(draw.target()), seed);
        };
    }

    private Kernel convolution(Convolution step) {
        if (oneDnn.isPresent() && FoldedProduct.suits(step)) {
            return new FoldedProduct(step, memory, workers, shared);
        }
        return oneDnn.flatMap(engine -> OneDnnConvolution.of(step, memory, workers, engine, shared))
                .orElseGet(() -> Convolutions.kernel(step, memory));
    }
}
