package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whether the processor can be used, with a Java virtual machine that has the Vector API. */
final class CpuBackendProviderTest {

    @Test
    void libraryThatCannotBeLoaded() {
        NativeLibrary broken = new NativeLibrary(() -> {
            throw new UnsatisfiedLinkError("/cache/libnd4jcpu.so: libgomp.so.1: cannot open shared object file");
        });
        assertThat(new CpuBackendProvider(false, broken).problem())
                .contains("a native library cannot be linked: /cache/libnd4jcpu.so: libgomp.so.1: cannot open shared"
                        + " object file");
    }

    @Test
    void libraryOfThisMachine() {
        assertThat(new CpuBackendProvider().problem()).isEmpty();
        new CpuBackendProvider().open().close();
    }
}
