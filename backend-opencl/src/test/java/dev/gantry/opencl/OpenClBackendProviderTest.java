package dev.gantry.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

final class OpenClBackendProviderTest {

    private static Device device(Device.Kind kind, boolean usable, boolean doubles, long groupSize) {
        return new Device(
                MemorySegment.NULL,
                "Some GPU 9",
                "Some platform",
                "1.2",
                kind,
                1 << 28,
                1 << 26,
                32 << 10,
                groupSize,
                8,
                usable,
                doubles,
                true);
    }

    @Test
    void whatKernelsNeedIsAsked() {
        assertThat(Limits.problem(device(Device.Kind.CARD, true, true, 256))).isEmpty();
        assertThat(Limits.problem(device(Device.Kind.CARD, false, true, 256)))
                .contains("the driver of the Some GPU 9 says that it is not available, or has no compiler");
        assertThat(Limits.problem(device(Device.Kind.CARD, true, false, 256)))
                .contains("the Some GPU 9 does not compute in double precision, in which normal numbers are drawn");
        assertThat(Limits.problem(device(Device.Kind.CARD, true, true, 64)))
                .contains("the Some GPU 9 has groups of 64 work-items with 32,768 bytes, and needs 256 with 16,384");
    }

    @Test
    void anyPartOfANameWillDo() {
        assertThat(device(Device.Kind.CARD, true, true, 256).isNamed("gpu 9")).isTrue();
        assertThat(device(Device.Kind.CARD, true, true, 256).isNamed("gpu 8")).isFalse();
    }

    @Test
    @ExtendWith(Installed.class)
    void theFirstIsFoundByItsNameAndItsNumber() {
        BackendProvider provider = new OpenClBackendProvider();
        try (Backend backend = provider.open()) {
            assertThat(backend.description())
                    .startsWith("OpenCL, ")
                    .contains(Installed.found().name());
        }
        assertThat(provider.isCalled("opencl")).isTrue();
        assertThat(provider.isCalled("opencl:0")).isTrue();
        assertThat(provider.isCalled(Installed.found().name())).isTrue();
        assertThat(provider.isCalled("opencl:1")).isFalse();
        assertThat(provider.isCalled("o")).isFalse();
        assertThat(provider.automatic()).isEqualTo(Installed.found().kind() == Device.Kind.CARD);
        for (BackendProvider other : provider.others()) {
            assertThat(other.isCalled("opencl")).isFalse();
            assertThat(other.device()).matches("opencl:[1-9]\\d*");
        }
    }
}
