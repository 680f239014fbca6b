package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.nd4j.CudaDriver.Card;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a graphics card cannot be used. */
final class CudaBackendProviderTest {

    private static final NativeLibrary LOADS = new NativeLibrary(() -> {});

    @Test
    void noDriver() {
        assertThat(CudaBackendProvider.problem(new CudaDriver.Missing("libcuda.so.1"), true, LOADS))
                .contains("no NVIDIA driver is installed (libcuda.so.1 not found)");
    }

    @Test
    void driverThatFails() {
        assertThat(CudaBackendProvider.problem(new CudaDriver.Failing("cuInit", "error 999"), true, LOADS))
                .contains("the NVIDIA driver's cuInit fails (error 999)");
    }

    @Test
    void noCard() {
        assertThat(CudaBackendProvider.problem(new CudaDriver.Present(List.of()), true, LOADS))
                .contains("the NVIDIA driver finds no graphics card");
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "2, 1", "9, 0", "10, 0", "12, 0"})
    void cardThatTheBinariesDoNotCover(int major, int minor) {
        assertThat(CudaBackendProvider.problem(card(major, minor), true, LOADS))
                .contains("the NVIDIA Example has compute capability " + major + "." + minor
                        + ", and nd4j-cuda-11.6 holds machine code for 3.7 to 8.x only");
    }

    @ParameterizedTest
    @CsvSource({"3, 7", "5, 0", "7, 5", "8, 0", "8, 9"})
    void cardThatTheBinariesCover(int major, int minor) {
        assertThat(CudaBackendProvider.problem(card(major, minor), true, LOADS)).isEmpty();
        assertThat(CudaBackendProvider.problem(card(major, minor), false, LOADS))
                .contains("this build holds no CUDA backend; build it with -Pcuda");
    }

    @Test
    void libraryThatCannotBeLoaded() {
        NativeLibrary broken = new NativeLibrary(() -> {
            throw new UnsatisfiedLinkError("/cache/libnd4jcuda.so: libcudart.so.11.0: cannot open shared object file");
        });
        assertThat(CudaBackendProvider.problem(card(8, 0), true, broken))
                .contains("a native library cannot be linked: /cache/libnd4jcuda.so: libcudart.so.11.0: cannot open"
                        + " shared object file");
    }

    @Test
    void thisMachineIsAskedWithoutAnException() {
        assertThat(CudaDriver.query()).isNotNull();
        new CudaBackendProvider(LOADS)
                .problem()
                .ifPresent(reason -> assertThat(reason).isNotBlank().doesNotContain("\n"));
    }

    @Test
    void isFoundAndPreferredToTheProcessor() {
        List<BackendProvider> found = ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(found).extracting(BackendProvider::device).contains("cpu", "cuda");
        assertThat(new CudaBackendProvider().rank()).isGreaterThan(new CpuBackendProvider().rank());
    }

    @Test
    void anotherBackendOfNd4jIsNotTakenForIt() {
        new CpuBackend().close();
        assertThatThrownBy(CudaBackend::new)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "ND4J uses its CpuBackend in this JVM already, and cannot use JCublasBackend as well");
    }

    private static CudaDriver card(int major, int minor) {
        return new CudaDriver.Present(List.of(new Card("NVIDIA Example", major, minor)));
    }
}
