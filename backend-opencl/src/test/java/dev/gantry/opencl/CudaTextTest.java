package dev.gantry.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.RandomGraphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same kernels in CUDA C: that they compile, where NVIDIA's compiler is on the machine. They have never run. */
final class CudaTextTest {

    @TempDir
    private Path folder;

    @Test
    void compilesForThreeArchitectures() throws IOException, InterruptedException {
        assumeThat(Compilers.find("nvcc")).as("folders with nvcc").isNotEmpty();
        List<Launch> launches = Stream.concat(
                        Stream.of(Compilers.everyStep()), LongStream.range(0, 4).mapToObj(RandomGraphs::graph))
                .flatMap(graph -> ProgramKernels.all(Plan.of(List.of(graph), Passes.ALL), 1).stream())
                .toList();
        Path text = Files.writeString(folder.resolve("kernels.cu"), Dialect.CUDA.program(Dialect.names(launches)));
        Path machineCode = folder.resolve("kernels.fatbin");

        Compilers.run(
                Compilers.find("nvcc").getFirst(),
                "--fatbin",
                "--fmad=false",
                "-Werror",
                "all-warnings",
                "-gencode=arch=compute_80,code=sm_80",
                "-gencode=arch=compute_90,code=sm_90",
                "-gencode=arch=compute_100,code=sm_100",
                "-o",
                machineCode.toString(),
                text.toString());

        assertThat(machineCode).isNotEmptyFile();
    }
}
