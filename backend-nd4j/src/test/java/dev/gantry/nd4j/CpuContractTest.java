package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendContract;

/** The processor's own kernels. */
final class CpuContractTest extends BackendContract {

    @Override
    protected Backend backend() {
        return Form.KERNELS.backend();
    }

    @Override
    protected int graphs() {
        return 10;
    }

    @Override
    protected int operations() {
        return 30;
    }
}
