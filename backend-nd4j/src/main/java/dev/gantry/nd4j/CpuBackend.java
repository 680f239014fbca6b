package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import java.lang.management.ManagementFactory;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J on the processor, in single precision. */
final class CpuBackend implements Backend {

    CpuBackend() {
        NativeEnvironment.load("CpuBackend");
    }

    @Override
    public String description() {
        return "ND4J " + Nd4j.getBackend().getClass().getSimpleName() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
    }

    @Override
    public long availableMemory() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getFreeMemorySize();
    }

    @Override
    public Session compile(Plan plan, long seed) {
        return new CpuSession(plan, seed);
    }

    @Override
    public void close() {}
}
