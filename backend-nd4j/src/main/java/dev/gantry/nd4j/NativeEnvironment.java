package dev.gantry.nd4j;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/** Settings that native libraries read from the environment when they are loaded, which a JVM cannot set for itself. */
final class NativeEnvironment {

    /** OpenBLAS's and OpenMP's waiting threads would otherwise spin on the cores that the other one needs. */
    private static final Map<String, String> SETTINGS = Map.of("OPENBLAS_THREAD_TIMEOUT", "4");

    private NativeEnvironment() {}

    /** Has an effect before the first use of ND4J in this JVM. What the user has set stays. */
    @SuppressWarnings("restricted")
    static void prepare() {
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
