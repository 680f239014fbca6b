package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

/** Why native code cannot be loaded, in words; the causes are as JavaCPP 1.5.7 and the JVM throw them. */
final class NativeLibraryTest {

    @Test
    void aJarOfNativeCodeThatIsMissingOrForAnotherPlatform() {
        UnsatisfiedLinkError error = new UnsatisfiedLinkError("no jnind4jcpu in java.library.path: /usr/lib64:/lib64");
        error.initCause(new UnsatisfiedLinkError("Could not find jnind4jcpu in class, module, and library paths."));
        assertThat(NativeLibrary.reason(error))
                .isEqualTo("the class path holds no native library jnind4jcpu for " + Loader.Detector.getPlatform()
                        + "; add the JARs of ND4J and OpenBLAS with that classifier");
    }

    @Test
    void aLibraryOfTheSystemThatIsMissing() {
        UnsatisfiedLinkError error = new UnsatisfiedLinkError("no jnind4jcpu in java.library.path: /usr/lib64:/lib64");
        error.initCause(new UnsatisfiedLinkError("/cache/libnd4jcpu.so: libgomp.so.1: cannot open shared object file"));
        assertThat(NativeLibrary.reason(error))
                .isEqualTo("a native library cannot be linked: /cache/libnd4jcpu.so: libgomp.so.1: cannot open shared"
                        + " object file");
    }

    @Test
    void aJarOfJavaCodeThatIsMissing() {
        assertThat(NativeLibrary.reason(new ClassNotFoundException("org.nd4j.Bindings")))
                .isEqualTo("the class path lacks org.nd4j.Bindings, a class of ND4J's JARs");
        assertThat(NativeLibrary.reason(new NoClassDefFoundError("org/nd4j/Bindings")))
                .isEqualTo("the class path lacks org.nd4j.Bindings, a class of ND4J's JARs");
    }

    @Test
    void anythingElse() {
        assertThat(NativeLibrary.reason(new ExceptionInInitializerError(
                        new UnsupportedOperationException("not on this processor\nmore"))))
                .isEqualTo("ND4J does not start: UnsupportedOperationException: not on this processor");
    }

    @Test
    void oneTryWhoseOutcomeIsRemembered() {
        AtomicInteger tries = new AtomicInteger();
        NativeLibrary broken = new NativeLibrary(() -> {
            tries.incrementAndGet();
            throw new IllegalStateException("it is broken");
        });
        assertThat(broken.problem()).contains("it is broken");
        assertThat(broken.problem()).contains("it is broken");
        assertThatThrownBy(broken::require)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("it is broken");
        assertThat(tries).hasValue(1);
    }

    @Test
    void thisMachineLoadsIt() {
        assertThat(NativeLibrary.CPU.problem()).isEmpty();
        assertThat(NativeLibrary.CUDA.problem())
                .contains("ND4J uses its CpuBackend in this JVM already, and cannot use JCublasBackend as well;"
                        + " start another JVM for it");
    }
}
