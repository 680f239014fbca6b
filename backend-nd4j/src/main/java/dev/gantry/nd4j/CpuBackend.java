package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ExclusiveSession;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.backend.SessionMemory;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** The processor, in single precision. */
final class CpuBackend implements Backend {

    @Override
    public String description() {
        return Runtime.getRuntime().availableProcessors() + " processors, products and convolutions by "
                + (OneDnn.isThere() ? "oneDNN" : "OpenBLAS and ND4J");
    }

    @Override
    public long availableMemory() {
        return AvailableMemory.bytes();
    }

    @Override
    public boolean multiplies(Precision precision) {
        return precision == Precision.FLOAT32 || OneDnn.isThere() && OneDnn.multiplies(precision);
    }

    @Override
    public SessionMemory memory(Plan plan) {
        try (Owned owned = new Owned()) {
            List<Long> scratch = new CpuSession(plan, 0, 1, new Addresses(), owned).scratch();
            SessionMemory known = Backend.super.memory(plan);
            return new SessionMemory(known.variables(), known.constants(), known.buffers(), scratch);
        }
    }

    /** Addresses where there is no memory: what is bound to them tells what it needs, and must not run. */
    private record Addresses() implements SegmentAllocator {

        @Override
        @SuppressWarnings("restricted")
        public MemorySegment allocate(long bytes, long alignment) {
            return MemorySegment.ofAddress(alignment).reinterpret(bytes);
        }

        @Override
        public MemorySegment allocateFrom(ValueLayout.OfFloat layout, float... values) {
            return allocate((long) values.length * Float.BYTES, layout.byteAlignment());
        }
    }

    @Override
    public Session compile(Plan plan, long seed) {
        return Owned.by(owned -> {
            Arena arena = Arena.ofShared();
            owned.add(arena::close);
            return new ExclusiveSession(
                    new CpuSession(plan, seed, Runtime.getRuntime().availableProcessors(), arena, owned));
        });
    }

    @Override
    public void close() {}
}
