package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ExclusiveSession;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.Precision;

/** ND4J on the processor, in single precision. */
final class CpuBackend implements Backend {

    @Override
    public String description() {
        return "ND4J CpuBackend, products and convolutions by "
                + (OneDnn.isThere() ? "oneDNN" : "OpenBLAS and ND4J") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
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
    public Session compile(Plan plan, long seed) {
        return Owned.by(owned -> new ExclusiveSession(
                new CpuSession(plan, seed, Runtime.getRuntime().availableProcessors(), owned)));
    }

    @Override
    public void close() {}
}
