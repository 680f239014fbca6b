package dev.gantry.nd4j;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;

/** Settings that native libraries read from the environment when they are loaded, which a JVM cannot set for itself. */
final class NativeEnvironment {

    /** OpenBLAS's and OpenMP's waiting threads would otherwise spin on the cores that the other one needs. */
    private static final Map<String, String> SETTINGS = Map.of("OPENBLAS_THREAD_TIMEOUT", "4");

    private static boolean loaded;

    private NativeEnvironment() {}

    /**
     * Loads ND4J, which computes on one kind of device in a JVM.
     *
     * @param backend the simple name of ND4J's backend that is meant
     * @throws IllegalStateException if ND4J has loaded another
     */
    static synchronized void load(String backend) {
        prepare();
        ClassLoader usual = ND4JClassLoading.getNd4jClassloader();
        String found;
        try {
            ND4JClassLoading.setNd4jClassloader(new OneNd4jBackend(backend, usual));
            found = Nd4j.getBackend().getClass().getSimpleName();
        } finally {
            ND4JClassLoading.setNd4jClassloader(usual);
        }
        loaded = true;
        if (!found.equals(backend)) {
            throw new IllegalStateException("ND4J uses its " + found + " in this JVM already, and cannot use " + backend
                    + " as well; start another JVM for it");
        }
    }

    /** Loads ND4J for the processor, if it is not loaded for any device yet. */
    static synchronized void loadAny() {
        if (!loaded) {
            load("CpuBackend");
        }
    }

    /** Has an effect before the first use of ND4J in this JVM. What the user has set stays. */
    @SuppressWarnings("restricted")
    private static void prepare() {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        library.find("setenv").ifPresent(address -> {
            MethodHandle setenv = linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
            try (Arena arena = Arena.ofConfined()) {
                for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
                    MemorySegment name = arena.allocateFrom(setting.getKey());
                    MemorySegment value = arena.allocateFrom(setting.getValue());
                    int _ = (int) setenv.invokeExact(name, value, 0);
                }
            } catch (Throwable e) {
                throw new IllegalStateException("cannot set the environment of native libraries", e);
            }
        });
    }
}
