package dev.gantry.nd4j;

import dev.gantry.core.backend.Backend;
import dev.gantry.core.backend.BackendProvider;
import java.util.Optional;

/** Offers the processor. */
public final class CpuBackendProvider implements BackendProvider {

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public int rank() {
        return 1;
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Backend open() {
        return new CpuBackend();
    }
}
