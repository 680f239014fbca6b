package dev.gantry.opencl;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.DeviceException;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.Step;
import dev.gantry.engine.plan.View;
import dev.gantry.engine.plan.View.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The memory of a session on a device: a buffer for all variables, one for intermediate results, one for constants and one that
 * kernels need for themselves. Variables are written through memory of the host that is theirs, so that nobody waits for it.
 */
final class Buffers {

    /** Where the first variable begins, behind a mark that kernels leave; all begin at a multiple of it. */
    private static final int ALIGNMENT = 32;

    /** What is written and not yet known to have arrived, two of each variable. */
    private static final int UNDER_WAY = 2;

    private final OpenCl library;
    private final MemorySegment queue;
    private final Plan plan;
    private final Arena host = Arena.ofShared();
    private final Map<Storage, Long> offsets = new HashMap<>();
    private final Map<String, Staging> staging = new HashMap<>();
    private final List<MemorySegment> buffers;

    /** Whether kernels look rows up, and may leave a mark. */
    private final boolean marks;

    private final MemorySegment mark = host.allocate(ValueLayout.JAVA_FLOAT);

    /** Memory of the host on its way to a variable. */
    private static final class Staging {

        private final MemorySegment[] values = new MemorySegment[UNDER_WAY];
        private final MemorySegment[] events = new MemorySegment[UNDER_WAY];
        private final boolean[] sent = new boolean[UNDER_WAY];
        private int next;

        private Staging(Arena host, long elements) {
            for (int i = 0; i < UNDER_WAY; i++) {
                values[i] = host.allocate(ValueLayout.JAVA_FLOAT, elements);
                events[i] = host.allocate(ValueLayout.ADDRESS);
            }
        }
    }

    /**
     * @param scratch elements
     * @param owned releases all; closed by the caller if this throws
     */
    Buffers(
            OpenCl library,
            Device device,
            MemorySegment context,
            MemorySegment queue,
            Plan plan,
            long scratch,
            Owned owned) {
        this.library = library;
        this.queue = queue;
        this.plan = plan;
        owned.add(host::close);
        marks = plan.programs().stream()
                .flatMap(program -> program.steps().stream())
                .anyMatch(step -> step instanceof Step.Gather || step instanceof Step.Scatter);
        long place = ALIGNMENT;
        for (Map.Entry<String, Shape> variable : plan.variables().entrySet()) {
            offsets.put(new Storage.Variable(variable.getKey()), place);
            place += aligned(variable.getValue().size());
        }
        offsets.put(new Storage.Arena(), 0L);
        Map<Storage, float[]> literals = literals(plan);
        long constants = 0;
        for (Map.Entry<Storage, float[]> literal : literals.entrySet()) {
            offsets.put(literal.getKey(), constants);
            constants += literal.getValue().length;
        }
        buffers = List.of(
                buffer("variables", device, context, place, owned),
                buffer("intermediate results", device, context, plan.arenaSize(), owned),
                buffer("constants", device, context, constants, owned),
                buffer("partial sums", device, context, scratch, owned));
        clear(buffers.getFirst(), place);
        try (Arena arena = Arena.ofConfined()) {
            literals.forEach((literal, values) -> library.write(
                    queue,
                    buffers.get(2),
                    Objects.requireNonNull(offsets.get(literal)) * Float.BYTES,
                    arena.allocateFrom(ValueLayout.JAVA_FLOAT, values),
                    MemorySegment.NULL));
            library.finish(queue);
        }
    }

    /** How many elements the buffer of a plan's variables has. */
    static long variables(Plan plan) {
        return ALIGNMENT
                + plan.variables().values().stream()
                        .mapToLong(shape -> aligned(shape.size()))
                        .sum();
    }

    private static long aligned(long elements) {
        return Math.ceilDiv(elements, ALIGNMENT) * ALIGNMENT;
    }

    private static Map<Storage, float[]> literals(Plan plan) {
        Map<Storage, float[]> literals = new LinkedHashMap<>();
        plan.programs().stream()
                .flatMap(program -> program.steps().stream())
                .flatMap(step -> step.reads().stream())
                .map(View::storage)
                .distinct()
                .forEach(storage -> {
                    if (storage instanceof Storage.Literal(Op.Values values)) {
                        float[] narrow = new float[values.size()];
                        for (int i = 0; i < narrow.length; i++) {
                            narrow[i] = (float) values.get(i);
                        }
                        literals.put(storage, narrow);
                    }
                });
        return literals;
    }

    private MemorySegment buffer(String of, Device device, MemorySegment context, long elements, Owned owned) {
        long bytes = Math.max(1, elements) * Float.BYTES;
        if (bytes > device.largestAllocation()) {
            throw new DeviceException("the %s take %,d bytes, and the device gives %,d at once"
                    .formatted(of, bytes, device.largestAllocation()));
        }
        MemorySegment buffer = library.createBuffer(context, bytes);
        owned.add(() -> library.release("clReleaseMemObject", buffer));
        return buffer;
    }

    /** Zeros, a part at a time. */
    private void clear(MemorySegment buffer, long elements) {
        long part = Math.min(elements, 1 << 20);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment zeros = arena.allocate(ValueLayout.JAVA_FLOAT, part);
            for (long first = 0; first < elements; first += part) {
                MemorySegment some = zeros.asSlice(0, Math.min(part, elements - first) * Float.BYTES);
                library.write(queue, buffer, first * Float.BYTES, some, MemorySegment.NULL);
            }
            library.finish(queue);
        }
    }

    /** The four, as kernels take them. */
    List<MemorySegment> all() {
        return buffers;
    }

    /** Where the view's first element lies in its buffer. */
    long place(View view) {
        return Objects.requireNonNull(offsets.get(view.storage())) + view.offset();
    }

    /** How many values a variable holds; throws {@link IllegalArgumentException} if there is none of that name. */
    int length(String variable) {
        Shape shape = plan.variables().get(variable);
        if (shape == null) {
            throw new IllegalArgumentException("the plan has no variable '" + variable + "', only "
                    + plan.variables().keySet());
        }
        return Math.toIntExact(shape.size());
    }

    private void requireLength(String variable, int found) {
        if (length(variable) != found) {
            throw new IllegalArgumentException("variable '" + variable + "' of shape "
                    + plan.variables().get(variable) + " holds " + length(variable) + " values, found an array of "
                    + found);
        }
    }

    private long bytes(String variable, long element) {
        return (Objects.requireNonNull(offsets.get(new Storage.Variable(variable))) + element) * Float.BYTES;
    }

    /** Waits for nothing but what was written two times before. */
    void write(String variable, float[] values) {
        requireLength(variable, values.length);
        Staging way = staging.computeIfAbsent(variable, _ -> new Staging(host, values.length));
        int i = way.next;
        if (way.sent[i]) {
            way.sent[i] = false;
            library.await(way.events[i]);
        }
        MemorySegment.copy(values, 0, way.values[i], ValueLayout.JAVA_FLOAT, 0, values.length);
        library.write(queue, buffers.getFirst(), bytes(variable, 0), way.values[i], way.events[i]);
        way.sent[i] = true;
        way.next = (i + 1) % UNDER_WAY;
    }

    void read(String variable, float[] target) {
        requireLength(variable, target.length);
        read(variable, 0, target);
    }

    /** From element {@code first} on. */
    void read(String variable, int first, float[] target) {
        Objects.checkFromIndexSize(first, target.length, length(variable));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(ValueLayout.JAVA_FLOAT, Math.max(1, target.length));
            if (target.length > 0) {
                library.read(queue, buffers.getFirst(), bytes(variable, first), values);
                MemorySegment.copy(values, ValueLayout.JAVA_FLOAT, 0, target, 0, target.length);
            }
        }
        if (!marks) {
            return;
        }
        library.read(queue, buffers.getFirst(), 0, mark);
        if (mark.get(ValueLayout.JAVA_FLOAT, 0) != 0) {
            throw new IllegalArgumentException("an index was no whole number from 0 to the number of rows less 1");
        }
    }

    /** Waits for what was written, so that the host's memory can be given back. */
    void awaitWrites() {
        staging.values().forEach(way -> {
            for (int i = 0; i < UNDER_WAY; i++) {
                if (way.sent[i]) {
                    way.sent[i] = false;
                    library.await(way.events[i]);
                }
            }
        });
    }
}
