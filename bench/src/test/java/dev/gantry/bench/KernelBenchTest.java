package dev.gantry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gantry.engine.plan.Graph;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class KernelBenchTest {

    static Stream<String> names() {
        return Kernels.all().stream().map(Graph::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void runsOnShards(String kernel) {
        KernelBench bench = new KernelBench();
        bench.kernel = kernel;
        bench.shards = 2;
        assertThatCode(bench::open).doesNotThrowAnyException();
        assertThatCode(bench::run).doesNotThrowAnyException();
        bench.close();
    }

    @Test
    void namesDiffer() {
        assertThat(names()).doesNotHaveDuplicates();
    }

    /** A multiplication and an addition for each element of the result and each it is a sum of. */
    @ParameterizedTest
    @CsvSource({
        "product-256x512x512, 134217728",
        "convolution-result-32x32x64-16x16x128, 4294967296",
        "convolution-image-32x32x64-16x16x128, 4294967296",
        "convolution-kernels-32x32x64-16x16x128, 4294967296"
    })
    void workIsThatOfTheKernelAlone(String kernel, long flops) {
        assertThat(KernelBench.plan(kernel, 1).program(kernel).flops()).isEqualTo(flops);
    }
}
