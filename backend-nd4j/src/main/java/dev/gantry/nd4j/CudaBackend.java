package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.ExclusiveSession;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** ND4J on a graphics card, in single precision. */
final class CudaBackend implements Backend {

    private static final int CARD = 0;

    private final NativeOps card;

    CudaBackend() {
        NativeLibrary.CUDA.require();
        card = NativeOpsHolder.getInstance().getDeviceNativeOps();
    }

    @Override
    public String description() {
        return "ND4J JCublasBackend, %s, compute capability %d.%d"
                .formatted(card.getDeviceName(CARD), card.getDeviceMajor(CARD), card.getDeviceMinor(CARD));
    }

    @Override
    public long availableMemory() {
        return card.getDeviceFreeMemory(CARD);
    }

    @Override
    public Passes passes(Passes wanted) {
        return wanted.ofSingleOperations();
    }

    @Override
    public Session compile(Plan plan, long seed) {
        return Owned.by(owned -> new ExclusiveSession(new OpSession(plan, seed, owned)));
    }

    @Override
    public void close() {}
}
