package dev.gantry.nd4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** An operation of oneDNN. What the library wants in another layout or precision than it lies in memory is copied. */
final class OneDnnKernel implements Kernel {

    /** What oneDNN calls the arguments of a copy, and what an operation needs beside its own. */
    private static final int FROM = 1;

    private static final int TO = 17;
    private static final int SCRATCHPAD = 80;

    /**
     * An argument where it is kept.
     *
     * @param number what oneDNN calls it
     * @param memory of that layout
     */
    record Argument(int number, long layout, long memory, boolean isResult) {}

    private final OneDnnEngine engine;
    private final long description;
    private final List<OneDnnPrimitive> work = new ArrayList<>();

    private OneDnnKernel(long description, OneDnnEngine engine) {
        this.description = description;
        this.engine = engine;
    }

    /** Empty where the library does not know how to copy an argument. */
    static Optional<Kernel> of(long description, List<Argument> arguments, OneDnnEngine engine, ScratchMemory scratch) {
        OneDnnKernel kernel = new OneDnnKernel(description, engine);
        return kernel.prepare(arguments, scratch) ? Optional.of(kernel) : Optional.empty();
    }

    @Override
    public void run(long unused) {
        for (int i = 0; i < work.size(); i++) {
            work.get(i).run();
        }
    }

    /** Makes what is to run, in order, with memory for what is between. */
    private boolean prepare(List<Argument> arguments, ScratchMemory scratch) {
        Map<Integer, Long> bound = new LinkedHashMap<>();
        Map<Long, Long> bytes = new LinkedHashMap<>();
        List<OneDnnPrimitive> after = new ArrayList<>();
        for (Argument argument : arguments) {
            long kept = argument.memory;
            long layout = engine.layoutOf(description, argument.number);
            if (engine.areEqual(argument.layout, layout)) {
                bound.put(argument.number, kept);
                continue;
            }
            long packed = between(layout, bytes);
            bound.put(argument.number, packed);
            OptionalLong copy = argument.isResult
                    ? engine.copyDescription(layout, argument.layout)
                    : engine.copyDescription(argument.layout, layout);
            if (copy.isEmpty()) {
                return false;
            }
            (argument.isResult ? after : work)
                    .add(engine.primitive(
                            copy.getAsLong(),
                            argument.isResult ? Map.of(FROM, packed, TO, kept) : Map.of(FROM, kept, TO, packed)));
        }
        bound.put(SCRATCHPAD, between(engine.layoutOf(description, SCRATCHPAD), bytes));
        work.add(engine.primitive(description, bound));
        work.addAll(after);
        scratch.add(bytes.values().stream().mapToLong(size -> size).sum(), start -> {
            long at = start;
            for (Map.Entry<Long, Long> memory : bytes.entrySet()) {
                engine.place(memory.getKey(), at);
                at += memory.getValue();
            }
        });
        return true;
    }

    private long between(long layout, Map<Long, Long> bytes) {
        long memory = engine.memory(layout);
        bytes.put(memory, ScratchMemory.aligned(engine.bytes(layout)));
        return memory;
    }
}
