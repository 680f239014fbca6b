package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "sample",
                "interpolate",
                "evaluate",
                "classifier",
                "export",
                "compare",
                "watch",
                "plan",
                "profile",
                "check",
                "list",
                "devices",
                "selftest",
                "experiment",
                "study"
            })
    void everyCommandHelps(String command) {
        CommandResult result = CommandResult.of(command, "--help");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Usage: gantry " + command, "Exit codes:", "130", "--verbose");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void tellsItsVersion() {
        assertThat(CommandResult.of("--version").out()).startsWith("Gantry ");
    }

    @Test
    void listsComponentsByKindWithKeysDefaultsAndHelp() {
        List<String> lines = CommandResult.of("list").out().lines().toList();

        assertThat(lines.getFirst()).startsWith("Of the keys, those with ? must be set");
        assertThat(lines)
                .containsSubsequence(
                        "data sources", "generators", "critics", "layers", "losses", "constraints", "optimizers");
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("  gradient-penalty +\\S.*"));
        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line).matches("    lambda = 10 +the penalty's weight.* \\(number or schedule\\)"))
                .anySatisfy(line ->
                        assertThat(line).matches("    layers = \\? +from the sample to one score.* \\(layer\\)"))
                .anySatisfy(line -> assertThat(line).matches("    images = \\? +.*"))
                .anySatisfy(line -> assertThat(line).matches("    labels = none +.*"))
                .anySatisfy(line -> assertThat(line).matches("    over = none +.*"))
                .anySatisfy(line -> assertThat(line).matches("    prior = normal +.* \\(prior\\)"));
    }

    @Test
    void listsTheKeysOfEveryRecipe() {
        List<String> lines = CommandResult.of("list").out().lines().toList();

        assertThat(lines.subList(lines.indexOf("schedules"), lines.size()))
                .anyMatch(line -> line.matches("  cosine +.*"))
                .anyMatch(line -> line.matches("    warm-up = 0 +.*"));
        assertThat(lines.subList(lines.indexOf("schemes"), lines.size()))
                .anyMatch(line -> line.matches("  simultaneous +.*"))
                .anyMatch(line -> line.matches("    samples = 256 +.*"));
        assertThat(lines.subList(lines.indexOf("keys of every recipe"), lines.size()))
                .anyMatch(line -> line.matches("    data = \\? +.*"))
                .anyMatch(line -> line.matches("    name = none +.*"))
                .anyMatch(line -> line.matches("    optimizer.critic = none +.*"))
                .anyMatch(line -> line.matches("    n-critic = 1 +updates of the critic.*"))
                .anyMatch(line -> line.matches("    scheme = alternating +in which order the players move.*"))
                .anyMatch(line -> line.matches("    optimizer.generator.type = adam +.*"))
                .anyMatch(line -> line.matches("    optimizer.generator.learning-rate = 2e-4 +.*type = linear.*"));
    }

    @Test
    void listsDevices() {
        CommandResult result = CommandResult.of("devices");

        assertThat(result.code()).isZero();
        assertThat(result.out()).containsPattern("(?m)^reference +\\S");
    }

    @Test
    void checksAGoodRecipe() {
        CommandResult result = CommandResult.of("check", "grid-wgan-gp", "--set", "backend.device=reference");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("grid-wgan-gp is good", "[2]");
    }

    @Test
    void namesTheLayersWhereOneIsUnknown() {
        CommandResult result = CommandResult.of(
                "check", "idx-layers", "--set", "data.images=none", "--set", "critic.layers=[relu, dens]");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("unknown layer 'dens'. Did you mean 'dense'? The layers are: average-pool, batch-norm, conv,"
                        + " dense, flatten, layer-norm, leaky-relu, relu, reshape, sigmoid, tanh, transposed-conv,"
                        + " upsample");
    }

    @Test
    void plansWithEachProgramAndTotals() {
        CommandResult result = CommandResult.of(
                "plan", "grid-wgan-gp", "--set", "backend.device=reference", "--set", "backend.shards=1");

        assertThat(result.code()).isZero();
        assertThat(result.out()).doesNotContain("shard");
        assertThat(result.out().lines())
                .containsSubsequence("initialize", "critic-step", "generator-step", "sample", "in all");
        // [256, 128] x [128, 128] is 2 * 256 * 128 * 128 = 8.4 M operations.
        assertThat(result.out())
                .containsPattern("matmul +8.4 M FLOPs +.*\\[256, 128\\]")
                .contains("buffers ", "critic-step x 5 and generator-step");
    }

    /** With one hidden layer the networks have 2 * 3 + 3 + 3 * 2 + 2 = 17 and 2 * 2 + 2 + 2 + 1 = 9 parameters. */
    @Test
    void plansTellWhatWorkersTellEachOther() {
        List<Object> recipe = List.of(
                "plan",
                "ring-gan",
                "--set",
                "workers.count=2",
                "--set",
                "n-critic=2",
                "--set",
                "generator.hidden=[3]",
                "--set",
                "generator.latent=2",
                "--set",
                "critic.hidden=[2]");

        // Each update needs all parameters; a gradient and the loss come back.
        assertThat(CommandResult.of(recipe.toArray()).out())
                .contains("2 workers meet 3 times in a step: each is sent 78 numbers and sends back 38\n")
                // 3 * 0.05 s, and 4 * (78 + 2 * 38) bytes.
                .contains("some 0.15 s at 1 Gbit/s, 0.15 s at 10 Gbit/s, 0.15 s at 100 Gbit/s\n");
        assertThat(CommandResult.of(Stream.concat(recipe.stream(), Stream.of("--set", "workers.every=4"))
                                .toArray())
                        .out())
                .contains("2 workers meet once in 4 steps: each is sent ")
                .contains("some 0.013 s at 1 Gbit/s");
    }

    /** Workers have the parameters of both players, and not the two moments of each that Adam keeps. */
    @Test
    void plansTellTheMemoryOfWorkers() {
        assertThat(memoryLines(1))
                .extracting(line -> line.replaceAll(".* of |  are .* on .*", ""))
                .containsExactly("variables", "constants", "buffers, which the programs share", "");
        List<String> several = memoryLines(2);

        assertThat(several).hasSize(9);
        assertThat(several.get(4)).isEqualTo("  and where workers compute, on a cluster in each executor");
        assertThat(several.get(0)).contains("MiB of variables");
        assertThat(several.get(5)).contains("MiB of variables");
        assertThat(megabytes(several.get(5))).isLessThan(megabytes(several.get(0)));
        assertThat(several.get(8)).matches("  are .+ on reference .+");
    }

    private static double megabytes(String line) {
        return Double.parseDouble(line.strip().split(" ")[0]);
    }

    private static List<String> memoryLines(int workers) {
        CommandResult result = CommandResult.of(
                "plan",
                "ring-gan",
                "--set",
                "workers.count=" + workers,
                "--set",
                "backend.device=reference",
                "--set",
                "generator.hidden=[400,400]",
                "--set",
                "critic.hidden=[400,400]");
        assertThat(result.err()).isEmpty();
        return result.out()
                .lines()
                .filter(line -> line.matches(" +\\S+ \\S+ of (variables|constants|buffers.*)|  are .*|  and where .*"))
                .toList();
    }

    @Test
    void plansTellTheScratchMemoryOfShards() {
        CommandResult result =
                CommandResult.of("plan", "ring-gan", "--set", "backend.device=cpu", "--set", "backend.shards=2");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .containsPattern("KiB of variables\n")
                .containsPattern("KiB of scratch  in (2 shards|shard 0)\n");
    }

    @Test
    void plansTellWhatEachShardDoesAndWhereShardsMeet() {
        CommandResult result = CommandResult.of(
                "plan", "grid-wgan-gp", "--set", "backend.device=reference", "--set", "backend.shards=2");

        assertThat(result.code()).isZero();
        String step = result.out()
                .substring(result.out().indexOf("\ncritic-step"), result.out().indexOf("\ngenerator-step"));
        // Each shard has half of the 256 rows; then each adds up half of the gradient, and updates half of the
        // parameters.
        assertThat(step).containsPattern("matmul +4.2 M FLOPs .*\\[128, 128\\].* in 2 shards");
        assertThat(step.substring(step.indexOf("the shards meet")))
                .containsPattern("loop of \\d+ and sum, of shards .*\\[16768\\]")
                .containsPattern("loop of \\d+ and sum, of shards .*\\[16769\\].* in shard 1");
    }

    @Test
    void namesTheCommandWhoseHelpToRead() {
        CommandResult result = CommandResult.of("train", "--outt", "x");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("gantry: Unknown option", "--out", "See 'gantry train --help'.");
    }

    @Test
    void needsACommand() {
        assertThat(CommandResult.of().code()).isEqualTo(2);
    }
}
