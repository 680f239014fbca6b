package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.nd4j.CudaDriver.Card;
import java.util.Optional;

/** Offers the first NVIDIA graphics card. */
public final class CudaBackendProvider implements BackendProvider {

    private final NativeLibrary library;

    /** For the service loader. */
    public CudaBackendProvider() {
        this(NativeLibrary.CUDA);
    }

    CudaBackendProvider(NativeLibrary library) {
        this.library = library;
    }

    @Override
    public String device() {
        return "cuda";
    }

    @Override
    public int rank() {
        return 2;
    }

    @Override
    public Optional<String> problem() {
        return problem(CudaDriver.query(), isBuiltIn(), library);
    }

    static Optional<String> problem(CudaDriver driver, boolean builtIn, NativeLibrary library) {
        return switch (driver) {
            case CudaDriver.Missing(String name) ->
                Optional.of("no NVIDIA driver is installed (" + name + " not found)");
            case CudaDriver.Failing(String function, String reason) ->
                Optional.of("the NVIDIA driver's " + function + " fails (" + reason + ")");
            case CudaDriver.Present present
            when present.cards().isEmpty() -> Optional.of("the NVIDIA driver finds no graphics card");
            case CudaDriver.Present present
            when !isCovered(present.cards().getFirst()) -> {
                Card card = present.cards().getFirst();
                yield Optional.of("the " + card.name() + " has compute capability " + card.major() + "." + card.minor()
                        + ", and nd4j-cuda-11.6 holds machine code for 3.7 to 8.x only");
            }
            case CudaDriver.Present _
            when !builtIn -> Optional.of("this build holds no CUDA backend; build it with -Pcuda");
            case CudaDriver.Present _ -> library.problem();
        };
    }

    private static boolean isCovered(Card card) {
        return card.major() == 3 && card.minor() >= 7 || card.major() >= 4 && card.major() <= 8;
    }

    private static boolean isBuiltIn() {
        String backend = "/org/nd4j/linalg/jcublas/JCublasBackend.class";
        return CudaBackendProvider.class.getResource(backend) != null;
    }

    @Override
    public Backend open() {
        return new CudaBackend();
    }
}
