package dev.gantry.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.DeviceException;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is told where a device fails. */
@ExtendWith(Installed.class)
final class FailuresTest {

    private static Plan plan(Tensor result, Backend device) {
        return Plan.of(List.of(new Graph("step", new LinkedHashMap<>(Map.of("y", result)))), device.passes(Passes.ALL));
    }

    @Test
    void kernelsThatDoNotCompileAreToldWithWhatTheCompilerSays() {
        OpenCl library = Installed.library();
        Device device = Installed.found();
        MemorySegment context = library.createContext(device.id());
        try {
            assertThatThrownBy(() -> library.build(
                            context, device.id(), "__kernel void broken() { no_such_function(); nothing }", ""))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageStartingWith("the kernels do not compile (clBuildProgram: error -11): ")
                    .hasMessageContaining("error");
        } finally {
            library.release("clReleaseContext", context);
        }
    }

    @Test
    void aBufferThatTheDeviceDoesNotGiveAtOnceIsTold() {
        Device small = withMemory(Installed.found(), 1 << 20, 1 << 10);
        OpenCl library = Installed.library();
        MemorySegment context = library.createContext(small.id());
        try (Backend backend = new OpenClBackend(library, small, context)) {
            assertThat(backend.availableMemory()).isEqualTo(1 << 20);
            Plan plan = plan(Tensor.variable("x", Shape.of(1000)).exp(), backend);
            assertThatThrownBy(() -> backend.compile(plan, 1))
                    .isInstanceOf(DeviceException.class)
                    .hasMessage("the variables take 8,320 bytes, and the device gives 1,024 at once");
        } finally {
            library.release("clReleaseContext", context);
        }
    }

    private static Device withMemory(Device of, long memory, long largestAllocation) {
        return new Device(
                of.id(),
                of.name(),
                of.platform(),
                of.driver(),
                of.kind(),
                memory,
                largestAllocation,
                of.localMemory(),
                of.groupSize(),
                of.units(),
                of.usable(),
                of.doubles(),
                of.dividesExactly());
    }

    @Test
    void anIndexThatIsNoRowsIsToldWhenAVariableIsRead() {
        try (Backend backend = Installed.device()) {
            Tensor rows = Tensor.variable("table", Shape.of(3, 2)).gather(Tensor.variable("at", Shape.of(2)));
            try (Session session = backend.compile(plan(rows, backend), 1)) {
                session.write("table", new float[] {1, 2, 3, 4, 5, 6});
                session.write("at", new float[] {2, 0});
                session.run("step", 0);
                assertThat(session.read("y")).containsExactly(5, 6, 1, 2);
                for (float wrong : new float[] {3, -1, 0.5f, Float.NaN}) {
                    try (Session other = backend.compile(plan(rows, backend), 1)) {
                        other.write("at", new float[] {0, wrong});
                        other.run("step", 0);
                        assertThatThrownBy(() -> other.read("y"))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageStartingWith("an index was no whole number from 0");
                    }
                }
            }
        }
    }
}
