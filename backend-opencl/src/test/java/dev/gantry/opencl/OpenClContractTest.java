package dev.gantry.opencl;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendContract;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kernels of OpenCL; each new one takes its compiler a while. */
@ExtendWith(Installed.class)
final class OpenClContractTest extends BackendContract {

    @Override
    protected Backend backend() {
        return Installed.device();
    }

    @Override
    protected int graphs() {
        return 5;
    }

    @Override
    protected List<Integer> shards() {
        return List.of(1);
    }

    @Override
    protected int operations() {
        return 12;
    }
}
