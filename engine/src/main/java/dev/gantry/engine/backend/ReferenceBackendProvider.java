package dev.gantry.engine.backend;

import java.util.Optional;

/** Offers {@link ReferenceBackend} as device {@code reference}; {@code auto} takes any other first. */
public final class ReferenceBackendProvider implements BackendProvider {

    /** For the service loader. */
    public ReferenceBackendProvider() {}

    @Override
    public String device() {
        return "reference";
    }

    @Override
    public int rank() {
        return Integer.MIN_VALUE;
    }

    @Override
    public boolean lastResort() {
        return true;
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Backend open() {
        return new ReferenceBackend();
    }
}
