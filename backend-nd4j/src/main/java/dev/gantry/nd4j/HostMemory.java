package dev.gantry.nd4j;

import dev.gantry.core.tensor.Op;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.View;
import dev.gantry.engine.plan.View.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Plain memory of the processor. ND4J is loaded for a plan that needs one of its operations, and for no other. */
final class HostMemory extends Memory {

    /** Of a cache line, and of the longest vector. */
    private static final int ALIGNMENT = 64;

    private final Map<Storage, MemorySegment> segments = new HashMap<>();

    /** Those of variables, whose names are looked up at every step: no key is made for that. */
    private final Map<String, Long> variables = new HashMap<>();

    private final Map<Storage, DataBuffer> buffers = new HashMap<>();
    private final SegmentAllocator allocator;

    HostMemory(Plan plan, SegmentAllocator allocator) {
        super(plan);
        this.allocator = allocator;
        plan.variables()
                .keySet()
                .forEach(name ->
                        variables.put(name, segment(new Storage.Variable(name)).address()));
        segment(new Storage.Arena());
    }

    private MemorySegment segment(Storage storage) {
        return segments.computeIfAbsent(storage, this::allocated);
    }

    private MemorySegment allocated(Storage storage) {
        return switch (storage) {
            case Storage.Variable(String name) -> zeros(shape(name).size());
            case Storage.Arena _ -> zeros(plan.arenaSize());
            case Storage.Literal(Op.Values values) -> literal(values);
        };
    }

    private MemorySegment zeros(long size) {
        return allocator.allocate(size * Float.BYTES, ALIGNMENT);
    }

    private MemorySegment literal(Op.Values values) {
        float[] narrow = new float[values.size()];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values.get(i);
        }
        return allocator.allocateFrom(ValueLayout.JAVA_FLOAT, narrow);
    }

    @Override
    DataBuffer buffer(Storage storage) {
        NativeLibrary.CPU.require();
        return buffers.computeIfAbsent(storage, stored -> buffer(segment(stored)));
    }

    @Override
    INDArray scratch(DataType type, long... sizes) {
        NativeLibrary.CPU.require();
        if (type != DataType.FLOAT) {
            throw new IllegalArgumentException("only floats are kept here, found " + type);
        }
        DataBuffer buffer = buffer(zeros(LongStream.of(sizes).reduce(1, Math::multiplyExact)));
        return Nd4j.create(buffer, sizes, Nd4j.getStrides(sizes, 'c'), 0, 'c');
    }

    private static DataBuffer buffer(MemorySegment segment) {
        long size = segment.byteSize() / Float.BYTES;
        return Nd4j.createBuffer(new BorrowedFloats(segment.address(), size), size, DataType.FLOAT);
    }

    @Override
    long address(View view) {
        return segment(view.storage()).address() + view.offset() * Float.BYTES;
    }

    @Override
    void write(String variable, float[] values) {
        requireLength(variable, values.length);
        Blocks.write(values, variables.getOrDefault(variable, 0L));
    }

    @Override
    void read(String variable, int first, float[] target) {
        requirePart(variable, first, target.length);
        Blocks.read(variables.getOrDefault(variable, 0L) + (long) first * Float.BYTES, target);
    }
}
