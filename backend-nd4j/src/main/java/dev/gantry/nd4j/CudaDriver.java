package dev.gantry.nd4j;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What NVIDIA's driver tells of this machine, asked without loading ND4J. */
sealed interface CudaDriver {

    /** No library of this name could be loaded. */
    record Missing(String library) implements CudaDriver {}

    /** A function did not succeed. */
    record Failing(String function, String reason) implements CudaDriver {}

    record Present(List<Card> cards) implements CudaDriver {
        public Present {
            cards = List.copyOf(cards);
        }
    }

    /** A graphics card and its compute capability, {@code major.minor}. */
    record Card(String name, int major, int minor) {}

    /** Asks the driver. */
    @SuppressWarnings("restricted")
    static CudaDriver query() {
        String library = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")
                ? "nvcuda.dll"
                : "libcuda.so.1";
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup driver;
            try {
                driver = SymbolLookup.libraryLookup(library, arena);
            } catch (IllegalArgumentException e) {
                return new Missing(library);
            } catch (IllegalCallerException e) {
                return new Failing("library", String.valueOf(e.getMessage()));
            }
            return new Query(driver, arena).result();
        }
    }

    /** The driver's C functions, each of which returns 0 for success. */
    final class Query {
        private static final int NO_DEVICE = 100;
        private static final int NAME_LENGTH = 256;
        private static final int MAJOR = 75;
        private static final int MINOR = 76;

        private final SymbolLookup driver;
        private final Arena arena;

        private Query(SymbolLookup driver, Arena arena) {
            this.driver = driver;
            this.arena = arena;
        }

        private CudaDriver result() {
            String function = "cuInit";
            try {
                int error = (int) function(function, JAVA_INT).invokeExact(0);
                if (error == NO_DEVICE) {
                    return new Present(List.of());
                }
                require(error);
                function = "cuDeviceGetCount";
                MemorySegment number = arena.allocate(JAVA_INT);
                require((int) function(function, ADDRESS).invokeExact(number));
                int count = number.get(JAVA_INT, 0);
                List<Card> cards = new ArrayList<>();
                for (int device = 0; device < count; device++) {
                    function = "cuDeviceGetName";
                    MemorySegment name = arena.allocate(NAME_LENGTH);
                    require((int)
                            function(function, ADDRESS, JAVA_INT, JAVA_INT).invokeExact(name, NAME_LENGTH, device));
                    function = "cuDeviceGetAttribute";
                    MethodHandle attribute = function(function, ADDRESS, JAVA_INT, JAVA_INT);
                    require((int) attribute.invokeExact(number, MAJOR, device));
                    int major = number.get(JAVA_INT, 0);
                    require((int) attribute.invokeExact(number, MINOR, device));
                    cards.add(new Card(name.getString(0), major, number.get(JAVA_INT, 0)));
                }
                return new Present(cards);
            } catch (Throwable e) {
                return new Failing(function, String.valueOf(e.getMessage()));
            }
        }

        @SuppressWarnings("restricted")
        private MethodHandle function(String name, MemoryLayout... arguments) {
            return Linker.nativeLinker()
                    .downcallHandle(driver.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
        }

        private static void require(int error) {
            if (error != 0) {
                throw new IllegalStateException("error " + error);
            }
        }
    }
}
