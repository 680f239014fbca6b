package dev.gantry.opencl;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ExclusiveSession;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.backend.SessionMemory;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A device of OpenCL, in single precision. */
final class OpenClBackend implements Backend {

    private final OpenCl library;
    private final Device device;
    private final MemorySegment context;

    /**
     * @param context of the device, for longer than this
     */
    OpenClBackend(OpenCl library, Device device, MemorySegment context) {
        this.library = library;
        this.device = device;
        this.context = context;
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public long availableMemory() {
        return device.memory();
    }

    /** It divides its own work. */
    @Override
    public Passes passes(Passes wanted) {
        return wanted.withShards(1);
    }

    @Override
    public SessionMemory memory(Plan plan) {
        long scratch = ProgramKernels.all(plan, 0).stream()
                .mapToLong(Launch::scratch)
                .max()
                .orElse(0);
        return new SessionMemory(
                Buffers.variables(plan) * Float.BYTES,
                plan.constantSize() * Float.BYTES,
                plan.arenaSize() * Float.BYTES,
                List.of(scratch * Float.BYTES));
    }

    @Override
    public Session compile(Plan plan, long seed) {
        return Owned.by(owned -> new ExclusiveSession(new OpenClSession(library, device, context, plan, seed, owned)));
    }

    @Override
    public void close() {}
}
