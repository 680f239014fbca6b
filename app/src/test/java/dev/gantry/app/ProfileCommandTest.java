package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step is enough here: how long it takes is not asked. */
final class ProfileCommandTest {

    @TempDir
    private Path folder;

    private Path recipe;
    private Path out;

    @BeforeEach
    void writeRecipe() throws IOException {
        out = folder.resolve("a").resolve("b");
        recipe = Files.writeString(folder.resolve("tiny.conf"), """
                steps = 2
                batch-size = 4
                data = gaussian-ring
                generator { type = mlp, latent = 2, hidden = [4] }
                critic { type = mlp, hidden = [4] }
                loss = non-saturating
                n-critic = 2
                metrics { mode-coverage {} }
                """);
    }

    private CommandResult profile(String device, Object... more) {
        return CommandResult.of(Stream.concat(
                        Stream.of(
                                "profile", recipe, "--warm-up", 0, "--seconds", 0, "--set", "backend.device=" + device),
                        Stream.of(more))
                .toArray());
    }

    @Test
    void showsWhatWorkersDoAsWell() {
        CommandResult result = profile("cpu", "--rows", 1000, "--set", "workers.count=2", "--set", "backend.shards=1");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        // The rows of a worker, which has two of four: from its latent vectors to the hidden layer.
        assertThat(result.out()).contains("[2, 2], [2, 4] -> [2, 4]");
    }

    @Test
    void showsWhatEachOperationTakesBesideTheCeilings() {
        CommandResult result = profile("cpu", "--rows", 3);

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .containsPattern("^tiny on \\d+ processors, products and convolutions by ")
                .containsPattern("a step of training takes \\d+\\.\\d{3} ms \\(median of 1, ")
                .containsPattern(
                        "ceilings: \\d+\\.\\d GFLOP/s in a product, \\d+\\.\\d GB/s in caches and \\d+\\.\\d in memory")
                .containsPattern("(?m)^ +could gain +ms of a step +% +runs +GFLOP/s +GB/s +operation$")
                .containsPattern("(?m)^ +\\d+\\.\\d{3} +\\d+\\.\\d{3} +\\d+\\.\\d +\\d+ others$")
                .containsPattern("(?m)^ +\\d+\\.\\d{3} +\\d+\\.\\d{3} +\\d+\\.\\d +waiting: no operation runs$")
                .containsPattern("(?m) +100\\.0 .* in all$")
                .doesNotContain("wrote");
    }

    @Test
    void writesATimelineOfWholeSteps() throws IOException {
        CommandResult result = profile("cpu", "--set", "backend.shards=1", "--out", out);

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("wrote " + out.resolve("trace.json"));
        List<? extends Config> events = events();
        assertThat(events.stream().filter(event -> event.getString("ph").equals("M")))
                .extracting(event -> event.getString("args.name"))
                .containsExactly("steps of training", "programs", "operations", "gantry");
        assertThat(spans(events, 0))
                .extracting(event -> event.getString("name"))
                .containsExactly("step");
        assertThat(spans(events, 1))
                .extracting(event -> event.getString("name"))
                .containsExactly("critic-step", "critic-step", "generator-step");
        Config step = spans(events, 0).getFirst();
        assertThat(spans(events, 2))
                .extracting(event -> event.getString("name"))
                .contains("matmul")
                .anyMatch(name -> name.startsWith("loop of"));
        assertThat(spans(events, 2)).allSatisfy(event -> {
            assertThat(event.getDouble("ts")).isGreaterThanOrEqualTo(step.getDouble("ts"));
            assertThat(event.getDouble("dur")).isNotNegative();
            assertThat(event.getDouble("ts") + event.getDouble("dur")).isLessThanOrEqualTo(step.getDouble("dur"));
            assertThat(event.getString("args.shapes")).contains("->");
        });
        assertThat(Files.list(out)).containsExactly(out.resolve("trace.json"));
    }

    @Test
    void shardsThatRunSideBySideHaveRowsOfTheirOwn() {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        CommandResult result = profile("cpu", "--set", "backend.shards=2", "--out", out);

        assertThat(result.err()).isEmpty();
        assertThat(events().stream().filter(event -> event.getString("ph").equals("M")))
                .extracting(event -> event.getString("args.name"))
                .contains("operations, thread 0", "operations, thread 1");
        assertThat(spans(events(), 3))
                .extracting(event -> event.getString("name"))
                .contains("matmul");
    }

    @Test
    void aDeviceThatTellsNoOperationsShowsTheStep() throws IOException {
        CommandResult result = profile("reference", "--out", out);

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("a step of training takes", "this device does not tell the times of operations")
                .doesNotContain("ceilings", "waiting");
        assertThat(spans(events(), 0)).hasSize(1);
        assertThat(spans(events(), 2)).isEmpty();
    }

    @Test
    void whatEndsTooEarlyIsTold() {
        CommandResult result = profile("reference", "--set", "steps=1");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .isEqualToIgnoringNewLines(
                        "gantry: the run ended before a step was measured; give it more steps or a shorter --warm-up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "3601", "NaN"})
    void secondsHaveBounds(String seconds) {
        CommandResult result = CommandResult.of("profile", recipe, "--seconds", seconds);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--seconds takes from 0 to 3600, found " + Double.parseDouble(seconds));
    }

    private List<? extends Config> events() {
        return ConfigFactory.parseFile(
                        out.resolve("trace.json").toFile(),
                        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
                .getConfigList("traceEvents");
    }

    private static List<? extends Config> spans(List<? extends Config> events, int row) {
        return events.stream()
                .filter(event -> event.getString("ph").equals("X") && event.getInt("tid") == row)
                .toList();
    }
}
