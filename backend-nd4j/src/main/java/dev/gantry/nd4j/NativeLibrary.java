package dev.gantry.nd4j;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J for one kind of device. A JVM loads it once and for one kind, and what came of that is remembered: a class whose
 * initializer failed does not say why a second time.
 */
final class NativeLibrary {

    static final NativeLibrary CPU =
            new NativeLibrary(() -> load("CpuBackend", "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu"));

    static final NativeLibrary CUDA =
            new NativeLibrary(() -> load("JCublasBackend", "org.nd4j.linalg.jcublas.bindings.Nd4jCuda"));

    /** Loads native code, or throws. */
    @FunctionalInterface
    interface Loading {
        void run() throws ClassNotFoundException;
    }

    private static final Pattern NOT_FOUND = Pattern.compile("Could not find (\\S+) in class, module.*");

    /** The simple name of the backend of ND4J that this JVM uses; empty before there is one. */
    private static volatile String loaded = "";

    private final Loading loading;
    private boolean tried;
    private Optional<String> problem = Optional.empty();

    NativeLibrary(Loading loading) {
        this.loading = loading;
    }

    /** Why it cannot be loaded, in one sentence; empty if it is loaded now. */
    synchronized Optional<String> problem() {
        if (!tried) {
            try {
                loading.run();
            } catch (ClassNotFoundException | RuntimeException | LinkageError e) {
                problem = Optional.of(reason(e));
            }
            tried = true;
        }
        return problem;
    }

    /** @throws IllegalStateException if there is a {@link #problem} */
    void require() {
        problem().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
    }

    /** Loads ND4J for the processor, if it is not loaded for any device yet. */
    static void requireAny() {
        if (loaded.isEmpty()) {
            CPU.require();
        }
    }

    private static synchronized void load(String backend, String bindings) throws ClassNotFoundException {
        if (loaded.isEmpty()) {
            NativeEnvironment.prepare();
            // Before ND4J, of which a class would stay broken for every other device as well.
            Loader.load(Class.forName(bindings, false, NativeLibrary.class.getClassLoader()));
            ClassLoader usual = ND4JClassLoading.getNd4jClassloader();
            try {
                ND4JClassLoading.setNd4jClassloader(new OneNd4jBackend(backend, usual));
                loaded = Nd4j.getBackend().getClass().getSimpleName();
            } finally {
                ND4JClassLoading.setNd4jClassloader(usual);
            }
        }
        if (!loaded.equals(backend)) {
            throw new IllegalStateException("ND4J uses its " + loaded + " in this JVM already, and cannot use "
                    + backend + " as well; start another JVM for it");
        }
    }

    /** What went wrong at the bottom, in words. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return switch (cause) {
            case UnsatisfiedLinkError _ -> {
                Matcher missing = NOT_FOUND.matcher(message);
                yield missing.matches()
                        ? "the class path holds no native library " + missing.group(1) + " for "
                                + Loader.Detector.getPlatform()
                                + "; add the JARs of ND4J and OpenBLAS with that classifier"
                        : "a native library cannot be linked: " + message;
            }
            case ClassNotFoundException _ -> "the class path lacks " + message + ", a class of ND4J's JARs";
            case NoClassDefFoundError _
            when !message.contains(" ") ->
                "the class path lacks " + message.replace('/', '.') + ", a class of ND4J's JARs";
            case IllegalStateException _ -> message;
            default -> "ND4J does not start: " + cause.getClass().getSimpleName() + ": " + message;
        };
    }
}
