package dev.gantry.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.RandomGraphs;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kernels give compilers nothing to complain of. */
final class KernelWarningsTest {

    @TempDir
    private Path folder;

    private static String text() {
        List<Launch> launches = Stream.concat(
                        LongStream.range(0, 12).mapToObj(RandomGraphs::graph), Stream.of(Compilers.everyStep()))
                .flatMap(graph -> ProgramKernels.all(Plan.of(List.of(graph), Passes.ALL), 1).stream())
                .toList();
        return Dialect.OPENCL.program(Dialect.names(launches));
    }

    @Test
    @ExtendWith(Installed.class)
    void theDevicesOwn() {
        OpenCl library = Installed.library();
        Device device = Installed.found();
        MemorySegment context = library.createContext(device.id());
        try {
            MemorySegment program =
                    library.build(context, device.id(), text(), OpenClSession.options(device) + " -Werror");
            assertThat(library.buildLog(program, device.id())).doesNotContain("warning");
            library.release("clReleaseProgram", program);
        } finally {
            library.release("clReleaseContext", context);
        }
    }

    @Test
    void clang() throws IOException, InterruptedException {
        assumeThat(Compilers.find("clang(-\\d+)?")).as("folders with Clang").isNotEmpty();
        Path file = Files.writeString(folder.resolve("kernels.cl"), text());

        Compilers.run(
                Compilers.find("clang(-\\d+)?").getFirst(),
                "-x",
                "cl",
                "-cl-std=CL1.2",
                "-Xclang",
                "-finclude-default-header",
                "-fsyntax-only",
                "-Wall",
                "-Wextra",
                // All kernels are called alike, and not every one calls every function.
                "-Wno-unused-parameter",
                "-Wno-unused-function",
                "-Werror",
                file.toString());
    }
}
