package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import java.util.Optional;

/** Offers the processor. */
public final class CpuBackendProvider implements BackendProvider {

    private static final String VECTOR_API = "jdk.incubator.vector";

    private final NativeLibrary library;

    /** For the service loader. */
    public CpuBackendProvider() {
        this(NativeLibrary.CPU);
    }

    CpuBackendProvider(NativeLibrary library) {
        this.library = library;
    }

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
        return ModuleLayer.boot().findModule(VECTOR_API).isPresent()
                ? library.problem()
                : Optional.of("the JVM was started without --add-modules " + VECTOR_API);
    }

    @Override
    public Backend open() {
        return new CpuBackend();
    }
}
