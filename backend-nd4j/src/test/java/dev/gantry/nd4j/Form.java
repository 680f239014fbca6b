package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ExclusiveSession;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;

/** The two forms in which a plan can run, both of them on the processor. */
enum Form {
    KERNELS,
    ND4J_OPS;

    private static final Backend CPU = new CpuBackend();

    Backend backend() {
        return this == KERNELS ? CPU : new OpsOnTheProcessor();
    }

    /** What a graphics card runs. */
    private record OpsOnTheProcessor() implements Backend {

        @Override
        public String description() {
            return "ND4J operations on the processor";
        }

        @Override
        public long availableMemory() {
            return CPU.availableMemory();
        }

        @Override
        public Passes passes(Passes wanted) {
            return wanted.ofSingleOperations();
        }

        @Override
        public Session compile(Plan plan, long seed) {
            NativeLibrary.CPU.require();
            return Owned.by(owned -> new ExclusiveSession(new OpSession(plan, seed, owned)));
        }

        @Override
        public void close() {}
    }
}
