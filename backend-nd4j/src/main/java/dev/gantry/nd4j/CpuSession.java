package dev.gantry.nd4j;

import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.StepTimes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.plan.Precision;
import dev.gantry.engine.plan.Section;
import dev.gantry.engine.plan.Step;
import dev.gantry.engine.plan.Step.Convolution;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs programs on the processor: loops in Java's vector instructions, products and convolutions by oneDNN. Every kernel runs
 * on one thread, and shards run side by side.
 */
final class CpuSession extends NativeSession {

    private final Workers workers;
    private final Optional<OneDnnEngine> oneDnn;

    /** For each shard. */
    private final List<ScratchMemory> scratch;

    /**
     * @param threads at least 1; changes no result
     * @param allocator gives all memory
     * @param owned closed by the caller if this throws
     */
    CpuSession(Plan plan, long seed, int threads, SegmentAllocator allocator, Owned owned) {
        super(new HostMemory(plan, allocator), owned);
        workers = new Workers(Math.min(plan.shards(), threads));
        owned.add(workers::close);
        workers.start();
        oneDnn = OneDnn.isThere() ? Optional.of(new OneDnnEngine(owned)) : Optional.empty();
        scratch = Stream.generate(ScratchMemory::new).limit(plan.shards()).toList();
        plan.programs().forEach(program -> programs.put(program.name(), kernels(program, seed)));
        scratch.forEach(each -> each.allocate(allocator));
    }

    /** Bytes of scratch memory, for each shard. */
    List<Long> scratch() {
        return scratch.stream().map(ScratchMemory::size).toList();
    }

    @Override
    public void run(String program, long step) {
        int threads = useOneThread();
        try {
            super.run(program, step);
        } finally {
            useThreads(threads);
        }
    }

    @Override
    public void runTimed(String program, long step, StepTimes times) {
        int threads = useOneThread();
        try {
            super.runTimed(program, step, times);
        } finally {
            useThreads(threads);
        }
    }

    private int useOneThread() {
        return oneDnn.isPresent() ? OneDnn.useOneThread() : 1;
    }

    private void useThreads(int threads) {
        if (oneDnn.isPresent()) {
            OneDnn.useThreads(threads);
        }
    }

    private Kernel[] kernels(PlannedProgram program, long seed) {
        return program.sections().stream()
                .flatMap(section -> kernels(section, seed))
                .toArray(Kernel[]::new);
    }

    private Stream<Kernel> kernels(Section section, long seed) {
        List<Kernel[]> shards = IntStream.range(0, section.shards().size())
                .mapToObj(shard -> kernels(section.shards().get(shard), scratch.get(shard), seed))
                .filter(kernels -> kernels.length > 0)
                .toList();
        return shards.size() == 1 ? Stream.of(shards.getFirst()) : Stream.of(new SectionKernel(shards, workers));
    }

    private Kernel[] kernels(List<Step> steps, ScratchMemory scratch, long seed) {
        return steps.stream().map(step -> kernel(step, scratch, seed)).toArray(Kernel[]::new);
    }

    private Kernel kernel(Step step, ScratchMemory scratch, long seed) {
        return switch (step) {
            case Step.Loop loop -> new LoopKernel(loop, memory, scratch);
            case Step.MatMul product -> product(product, scratch);
            case Convolution convolution -> convolution(convolution, scratch);
            case Step.Gather gather -> RowKernels.gather(gather, memory);
            case Step.Scatter scatter -> RowKernels.scatter(scatter, memory);
            case Step.Draw draw -> new DrawKernel(draw, memory.address(draw.target()), seed);
        };
    }

    private Kernel product(Step.MatMul step, ScratchMemory scratch) {
        if (oneDnn.isEmpty()) {
            return new OpenBlasProducts(step, memory);
        }
        return narrowed(step.precision())
                .or(() -> Optional.of(Precision.FLOAT32).filter(_ -> OneDnnMatMul.suits(step)))
                .flatMap(precision -> OneDnnMatMul.of(step, precision, memory, oneDnn.get(), scratch))
                .orElseGet(() -> new OneDnnProducts(step, memory));
    }

    private Kernel convolution(Convolution step, ScratchMemory scratch) {
        Precision precision = narrowed(step.precision()).orElse(Precision.FLOAT32);
        return oneDnn.flatMap(engine -> ProductConvolution.of(step, precision, memory, engine, scratch)
                        .or(() -> OneDnnConvolution.of(step, precision, memory, engine, scratch))
                        .or(() -> OneDnnConvolution.of(step, Precision.FLOAT32, memory, engine, scratch)))
                .orElseGet(() -> Convolutions.kernel(step, memory));
    }

    /** The precision, if it is less than single and the processor multiplies in it. */
    private static Optional<Precision> narrowed(Precision ofOperands) {
        return Optional.of(ofOperands)
                .filter(precision -> precision != Precision.FLOAT32 && OneDnn.multiplies(precision));
    }
}
