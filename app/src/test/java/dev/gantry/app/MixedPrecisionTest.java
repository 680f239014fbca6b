package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key {@code backend.precision}. */
final class MixedPrecisionTest {

    private static final String BFLOAT16 = "backend.precision=bfloat16";

    @TempDir
    private Path folder;

    /** Much more than the precisions: a value next to the middle between two bfloat16 may become another of them on each. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void bothDevicesTrainAlike(int shards) throws IOException {
        double[] reference = losses("reference", 1, BFLOAT16);
        double[] cpu = losses("cpu", shards, BFLOAT16);
        double[] single = losses("reference", 1, "backend.precision=float32");
        assertThat(distance(cpu, reference)).isLessThan(0.1 * distance(single, reference));
    }

    private static double distance(double[] a, double[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .max()
                .orElseThrow();
    }

    /** Of all steps, of both players. */
    private double[] losses(String device, int shards, String precision) throws IOException {
        Path out = Files.createTempDirectory(folder, "run");
        Files.delete(out);
        List<String> settings = List.of(
                "steps=10",
                "batch-size=8",
                "metrics=null",
                "generator.hidden=[8,6]",
                "critic.hidden=[7,5]",
                "backend.device=" + device,
                "backend.shards=" + shards,
                precision,
                "every={log=1,metrics=1000,samples=1000,checkpoint=1000}");
        List<Object> arguments = new ArrayList<>(List.of("train", "grid-wgan-gp", "--out", out));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        assertThat(CommandResult.of(arguments.toArray()).code()).isZero();
        List<String> rows = Files.readAllLines(out.resolve("metrics.csv"));
        List<String> header = List.of(rows.getFirst().split(",", -1));
        return rows.stream()
                .skip(1)
                .map(row -> row.split(",", -1))
                .flatMapToDouble(cells -> IntStream.range(0, cells.length)
                        .filter(i -> header.get(i).endsWith("/loss"))
                        .mapToDouble(i -> Double.parseDouble(cells[i])))
                .toArray();
    }

    @Test
    void isKeptWithTheRun() throws IOException {
        Path out = folder.resolve("run");
        CommandResult trained = CommandResult.of(
                "train", "ring-gan", "--out", out, "--set", "steps=1", "--set", "metrics=null", "--set", BFLOAT16);
        assertThat(trained.code()).isZero();
        assertThat(out.resolve("recipe.conf"))
                .content()
                .contains("precision=bfloat16")
                .doesNotContain("precision=float32");
    }

    @Test
    void aDeviceThatOnlyRoundsIsToldAsUnwise() {
        CommandResult result =
                CommandResult.of("check", "ring-gan", "--set", "backend.device=reference", "--set", BFLOAT16);
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("backend.precision saves no time here: reference rounds to such numbers");
        assertThat(CommandResult.of("check", "ring-gan", "--set", "backend.device=reference")
                        .out())
                .doesNotContain("backend.precision");
    }

    @Test
    void othersAreRefused() {
        CommandResult result = CommandResult.of("check", "ring-gan", "--set", "backend.precision=float16");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("backend.precision", "float32, bfloat16", "float16");
    }
}
