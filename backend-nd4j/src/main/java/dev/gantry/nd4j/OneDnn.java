package dev.gantry.nd4j;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gantry.engine.plan.Precision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * oneDNN, called as C. Its calls run on the calling thread alone where that {@link #useOneThread uses one thread}: who calls has
 * divided the work.
 */
@SuppressWarnings("restricted")
final class OneDnn {

    private static final byte AS_STORED = 'N';
    private static final byte TRANSPOSED = 'T';

    private static final String PRODUCT = "dnnl_sgemm";
    private static final String THREADS = "omp_get_max_threads";
    private static final String SET_THREADS = "omp_set_num_threads";
    private static final String EXECUTE = "dnnl_primitive_execute";
    private static final String INSTRUCTIONS = "dnnl_get_effective_cpu_isa";

    /** The bits of what the processor has, if it has that. */
    private static final int AVX512 = 0x27;

    /** The same, if it multiplies bfloat16 itself; with fewer, the library would only imitate it. */
    private static final int AVX512_BF16 = 0xe7;

    /** Empty where there is none for this platform, or one without the functions that are needed. */
    private static final Optional<SymbolLookup> LIBRARY = library();

    private OneDnn() {}

    /** Constants, so that calls are compiled into those who make them; they take addresses as numbers, which need no objects. */
    private static final class Functions {

        /** {@code (transa, transb, M, N, K, alpha, A, lda, B, ldb, beta, C, ldc)}, row-major. */
        private static final MethodHandle PRODUCT_OF = function(
                PRODUCT,
                FunctionDescriptor.of(
                        JAVA_INT,
                        JAVA_BYTE,
                        JAVA_BYTE,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_FLOAT,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_FLOAT,
                        JAVA_LONG,
                        JAVA_LONG));

        /** {@code (primitive, stream, number of arguments, arguments)}. */
        private static final MethodHandle EXECUTE_OF =
                function(EXECUTE, FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG));

        private static final MethodHandle THREADS_OF = function(THREADS, FunctionDescriptor.of(JAVA_INT));
        private static final MethodHandle SET_THREADS_OF = function(SET_THREADS, FunctionDescriptor.ofVoid(JAVA_INT));
    }

    /** One of the library's functions; pointers may be passed as numbers. */
    static MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker()
                .downcallHandle(LIBRARY.flatMap(library -> library.find(name)).orElseThrow(), type);
    }

    /** Whether it can be used on this platform; if not, nothing else here may be called. */
    static boolean isThere() {
        return LIBRARY.isPresent();
    }

    /** Whether the processor multiplies numbers of such a precision itself. */
    static boolean multiplies(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> true;
            case BFLOAT16 -> has(AVX512_BF16);
        };
    }

    /** Whether the library has the longest vectors. */
    static boolean hasAvx512() {
        return has(AVX512);
    }

    private static boolean has(int instructions) {
        try {
            int all = (int)
                    function(INSTRUCTIONS, FunctionDescriptor.of(JAVA_INT)).invokeExact();
            return (all & instructions) == instructions;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Lets what the calling thread calls run on it alone. ND4J may use the same OpenMP on this thread, with all cores.
     *
     * @return how many threads it had until now, for {@link #useThreads}
     */
    static int useOneThread() {
        try {
            int threads = (int) Functions.THREADS_OF.invokeExact();
            Functions.SET_THREADS_OF.invokeExact(1);
            return threads;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Gives the calling thread back what {@link #useOneThread} took. */
    static void useThreads(int threads) {
        try {
            Functions.SET_THREADS_OF.invokeExact(threads);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Runs a primitive with {@code count} arguments, each a number that says what it is and a memory object. */
    static void execute(long primitive, long stream, int count, long arguments) {
        int status;
        try {
            status = (int) Functions.EXECUTE_OF.invokeExact(primitive, stream, count, arguments);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (status != 0) {
            throw new IllegalStateException("oneDNN cannot run a primitive: status " + status);
        }
    }

    /**
     * A dense product in row-major order, {@code [m, k] x [k, n]}.
     *
     * @param left the address of the first matrix, {@code [k, m]} if it is transposed
     * @param leftWidth from one row of the stored matrix to the next, in elements
     */
    static void product(
            boolean transposeLeft,
            boolean transposeRight,
            long m,
            long n,
            long k,
            long left,
            long leftWidth,
            long right,
            long rightWidth,
            long product,
            long productWidth) {
        int status;
        try {
            status = (int) Functions.PRODUCT_OF.invokeExact(
                    transposeLeft ? TRANSPOSED : AS_STORED,
                    transposeRight ? TRANSPOSED : AS_STORED,
                    m,
                    n,
                    k,
                    1f,
                    left,
                    leftWidth,
                    right,
                    rightWidth,
                    0f,
                    product,
                    productWidth);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (status != 0) {
            throw new IllegalStateException(
                    "oneDNN refused a product of " + m + " x " + k + " x " + n + ": status " + status);
        }
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("oneDNN cannot be called", e);
    }

    private static Optional<SymbolLookup> library() {
        String folder = "/org/bytedeco/dnnl/" + Loader.Detector.getPlatform() + "/";
        try {
            Optional<String> library = Optional.empty();
            // The OpenMP that it needs is looked for beside it.
            for (String name : List.of("libgomp.so.1", "libiomp5.dylib", "libdnnl.so.3", "libdnnl.3.dylib")) {
                URL file = OneDnn.class.getResource(folder + name);
                if (file != null) {
                    library = Optional.of(Loader.cacheResource(file).getPath());
                }
            }
            return library.map(file -> SymbolLookup.libraryLookup(file, Arena.global()))
                    .filter(found -> Stream.of(PRODUCT, THREADS, SET_THREADS, EXECUTE, INSTRUCTIONS)
                            .allMatch(name -> found.find(name).isPresent()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
