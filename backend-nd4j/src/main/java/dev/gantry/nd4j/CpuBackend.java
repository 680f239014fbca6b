package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ExclusiveSession;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J on the processor, in single precision. */
final class CpuBackend implements Backend {

    CpuBackend() {
        NativeLibrary.CPU.require();
    }

    @Override
    public String description() {
        return "ND4J " + Nd4j.getBackend().getClass().getSimpleName() + ", products by "
                + (OneDnn.isThere() ? "oneDNN" : "OpenBLAS") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
    }

    @Override
    public long availableMemory() {
        return AvailableMemory.bytes();
    }

    @Override
    public Session compile(Plan plan, long seed) {
        return Owned.by(owned -> new ExclusiveSession(
                new CpuSession(plan, seed, Runtime.getRuntime().availableProcessors(), owned)));
    }

    @Override
    public void close() {}
}
