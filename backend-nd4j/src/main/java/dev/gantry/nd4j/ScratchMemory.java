package dev.gantry.nd4j;

import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Memory that kernels need only while they run, one after the other on one thread, so that all of them share it. */
final class ScratchMemory {

    private static final long ALIGNMENT = 64;

    private long size;
    private final List<LongConsumer> users = new ArrayList<>();

    /**
     * @param place told the address as soon as it is known
     */
    void add(long bytes, LongConsumer place) {
        size = Math.max(size, bytes);
        users.add(place);
    }

    /** Allocates what the largest of them needs. */
    void allocate(SegmentAllocator allocator) {
        place(allocator.allocate(size, ALIGNMENT).address());
    }

    /** Lets it lie in memory of somebody else. */
    void place(long start) {
        users.forEach(place -> place.accept(start));
    }

    /** How many bytes that is. */
    long size() {
        return size;
    }

    static long aligned(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }
}
