package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import java.util.Optional;

/** Offers the processor. */
public final class CpuBackendProvider implements BackendProvider {

    private static final String VECTOR_API = "jdk.incubator.vector";

    private final boolean oneDnn;
    private final NativeLibrary library;

    /** For the service loader. */
    public CpuBackendProvider() {
        this(true, NativeLibrary.CPU);
    }

    /**
     * @param oneDnn whether oneDNN will do where it is there: ND4J is loaded for plans that need its operations
     */
    CpuBackendProvider(boolean oneDnn, NativeLibrary library) {
        this.oneDnn = oneDnn;
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
        if (ModuleLayer.boot().findModule(VECTOR_API).isEmpty()) {
            return Optional.of("the JVM was started without --add-modules " + VECTOR_API);
        }
        return oneDnn && OneDnn.isThere() ? Optional.empty() : library.problem();
    }

    @Override
    public Backend open() {
        return new CpuBackend();
    }
}
