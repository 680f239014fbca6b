package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be done with a run: go on with it, and make samples. */
final class TrainedRunTest {

    @TempDir
    private Path folder;

    private Path recipe;
    private Path run;

    @BeforeEach
    void writeRecipe() throws IOException {
        run = folder.resolve("run");
        recipe = Files.writeString(folder.resolve("tiny.conf"), """
                steps = 2
                batch-size = 4
                data = gaussian-ring
                generator { type = mlp, latent = 2, hidden = [4] }
                critic { type = mlp, hidden = [4] }
                loss = non-saturating
                backend.device = reference
                every { log = 1, samples = 1 }
                """);
    }

    private void train() {
        CommandResult result = CommandResult.of("train", recipe, "--out", run);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void resumesWithItsOwnRecipeToMoreSteps() throws IOException {
        train();

        CommandResult result = CommandResult.of("train", "--resume", run, "--set", "steps=4");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("step 3/4", "step 4/4").doesNotContain("step 2/4");
        assertThat(Files.readAllLines(run.resolve("metrics.csv")).stream()
                        .skip(1)
                        .map(row -> row.substring(0, row.indexOf(','))))
                .containsExactly("1", "2", "3", "4");
        assertThat(run.resolve("samples/step-00000004.png")).exists();
        assertThat(run.resolve("gantry.log")).exists();
    }

    @Test
    void tellsWhatAResumedRunDoesOtherwise() {
        train();

        CommandResult result = CommandResult.of(
                "train",
                "--resume",
                run,
                "--set",
                "steps=4",
                "--set",
                "optimizer.generator.learning-rate=1e-3",
                "--set",
                "constraints.weight-clipping={}");

        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines().map(String::strip))
                .containsSubsequence(
                        "constraints.weight-clipping.bound = 0.01, was not set",
                        "optimizer.generator.learning-rate = 0.001, was 0.0002",
                        "optimizer.critic.learning-rate stays 0.0002",
                        "steps = 4, was 2",
                        "goes on after step 2");
        assertThat(CommandResult.of("train", "--resume", run, "--set", "steps=5")
                        .out())
                .contains("steps = 5, was 4", "goes on after step 4")
                .doesNotContain("learning-rate", "weight-clipping");
    }

    @Test
    void tellsWhichKeysMakeARunAnother() {
        train();

        CommandResult result =
                CommandResult.of("train", "--resume", run, "--set", "steps=4", "--set", "generator.hidden=[5]");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains(
                        " is of another recipe: ",
                        ". What is changed: generator.hidden = [5], was [4]; steps = 4, was 2");
    }

    @Test
    void saysThatARunHadFinished() {
        train();

        CommandResult result = CommandResult.of("train", "--resume", run);

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("had finished its 2 steps already; to train on: gantry train --resume " + run
                        + " --set steps=N")
                .doesNotContain("finished 2 steps");
    }

    @Test
    void theBestCheckpointIsOneToChoose() {
        CommandResult result = CommandResult.of(
                "train",
                recipe,
                "--out",
                run,
                "--set",
                "metrics.sliced-wasserstein={}",
                "--set",
                "every.metrics=1",
                "--set",
                "keep-best={ metric = sliced-wasserstein, better = higher }",
                "--set",
                "steps=4",
                "--set",
                "stop-when={ metric = sliced-wasserstein, above = -1 }");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("finished after 1 of 4 steps, as 'stop-when' has it: see " + run);

        assertThat(CommandResult.of("train", "--resume", run).out())
                .contains("had finished its 1 steps already, as 'stop-when' has it; to train on: gantry train --resume "
                        + run + " --set stop-when.KEY=VALUE");
        CommandResult on = CommandResult.of("train", "--resume", run, "--set", "stop-when.above=1e9");
        assertThat(on.out()).contains("finished 4 steps");

        for (String choice : List.of("best", "newest", "4")) {
            Path samples = folder.resolve(choice + ".npy");
            CommandResult drawn = CommandResult.of("sample", run, "--checkpoint", choice, "--out", samples);
            assertThat(drawn.err()).isEmpty();
            assertThat(samples).exists();
        }
        assertThat(CommandResult.of("sample", run, "--checkpoint", "7"))
                .satisfies(none -> assertThat(none.code()).isEqualTo(1))
                .satisfies(none -> assertThat(none.err()).contains("there is no checkpoint of step 7 in "));
        assertThat(CommandResult.of("sample", run, "--checkpoint", "worst"))
                .satisfies(none -> assertThat(none.code()).isEqualTo(2))
                .satisfies(none -> assertThat(none.err())
                        .contains("--checkpoint must be newest, best or the number of a step, found 'worst'"));
        assertThat(CommandResult.of("sample", run.resolve("checkpoints/step-00000004.gantry"), "--checkpoint", "best"))
                .satisfies(none -> assertThat(none.code()).isEqualTo(2))
                .satisfies(none -> assertThat(none.err()).contains("--checkpoint chooses one of a run folder"));
    }

    @Test
    void whatIsUnwiseIsInTheLogOfTheRun() throws IOException {
        CommandResult result = CommandResult.of(
                "train",
                recipe,
                "--out",
                run,
                "--set",
                "loss=wasserstein",
                "--set",
                "constraints.weight-clipping={}",
                "--set",
                "optimizer.critic={type=sgd,momentum=0.9}");

        assertThat(result.code()).isZero();
        assertThat(Files.readString(run.resolve("gantry.log")))
                .containsSubsequence(
                        "Run 'tiny' starts after step 0 of 2",
                        "Unwise, but trained: ",
                        "constraints.weight-clipping goes badly with momentum",
                        "Run 'tiny' ends after step 2");
    }

    /** What a process leaves that is killed before its first checkpoint. */
    @Test
    void aRunWithoutACheckpointBeginsFromTheStart() throws IOException {
        train();
        Files.delete(run.resolve("checkpoints/step-00000002.gantry"));

        CommandResult result = CommandResult.of("train", "--resume", run);

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("  begins anew, because there is no checkpoint yet", "step 1/2", "step 2/2");
        assertThat(Files.readAllLines(run.resolve("metrics.csv")).stream()
                        .skip(1)
                        .map(row -> row.substring(0, row.indexOf(','))))
                .containsExactly("1", "2");
        assertThat(run.resolve("checkpoints/step-00000002.gantry")).exists();
    }

    /** What a process leaves that is killed at each moment before its recipe is written. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".lock",
                ".lock metrics.csv.tmp",
                ".lock metrics.csv provenance.json.tmp",
                ".lock metrics.csv provenance.json recipe.conf.tmp"
            })
    void aRunThatNeverBeganLeavesItsFolderToAnother(String leavings) throws IOException {
        Files.createDirectory(run);
        for (String leaving : leavings.split(" ")) {
            Files.writeString(run.resolve(leaving), "half");
        }

        train();

        assertThat(run.resolve("checkpoints/step-00000002.gantry")).exists();
        assertThat(CommandResult.of("train", recipe, "--out", run).err()).contains("is not empty");
    }

    @Test
    void resumesOnlyWithTheRecipeOfTheRun() {
        CommandResult result = CommandResult.of("train", recipe, "--resume", run);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--resume goes on with the recipe", "leave out");
    }

    @Test
    void beginsWithTheGeneratorOfAnotherRun() throws IOException {
        train();
        Path second = folder.resolve("second");

        CommandResult result = CommandResult.of(
                "train", recipe, "--out", second, "--generator", run, "--set", "optimizer.generator.learning-rate=0");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        Path one = folder.resolve("one.npy");
        Path other = folder.resolve("other.npy");
        CommandResult.of("sample", run, "-n", 5, "--out", one);
        CommandResult.of("sample", second, "-n", 5, "--out", other);
        assertThat(one).hasSameBinaryContentAs(other);
        assertThat(CommandResult.of(
                                "train",
                                recipe,
                                "--out",
                                folder.resolve("third"),
                                "--generator",
                                run,
                                "--set",
                                "generator.hidden=[5]")
                        .err())
                .contains("has another generator: 'generator.hidden' is [4] there, and [5] here\n");
        assertThat(folder.resolve("third")).doesNotExist();
    }

    @Test
    void sameSeedMakesTheSameSamples() throws IOException {
        train();
        Path one = folder.resolve("one.npy");
        Path same = folder.resolve("same.npy");
        Path other = folder.resolve("other.npy");

        assertThat(CommandResult.of("sample", run, "-n", 5, "--seed", 3, "--out", one)
                        .out())
                .contains("wrote " + one);
        assertThat(CommandResult.of("sample", run, "-n", 5, "--seed", 3, "--out", same)
                        .code())
                .isZero();
        assertThat(CommandResult.of("sample", run, "-n", 5, "--seed", 4, "--out", other)
                        .code())
                .isZero();

        assertThat(one).hasSameBinaryContentAs(same);
        assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(one));
        assertThat(Files.size(one)).isEqualTo(128 + 5 * 2 * 4);
    }

    @Test
    void interpolatesIntoTheRunFolder() throws IOException {
        train();

        CommandResult result = CommandResult.of("interpolate", run, "--rows", 2, "--columns", 3);

        assertThat(result.code()).isZero();
        BufferedImage picture = ImageIO.read(run.resolve("interpolation.png").toFile());
        assertThat(picture.getWidth()).isEqualTo(640);
    }

    @Test
    void exportsIntoTheRunFolder() throws IOException {
        train();

        CommandResult result = CommandResult.of("export", run, "--to", "dl4j");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("wrote " + run.resolve("generator.zip"));
        try (ZipFile zip = new ZipFile(run.resolve("generator.zip").toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).contains("configuration.json", "coefficients.bin");
        }
    }

    @Test
    void saysWhatCannotBeExported() throws IOException {
        Files.writeString(recipe, "generator.norm = layer\n", StandardOpenOption.APPEND);
        train();
        Path file = folder.resolve("generator.zip");

        CommandResult result = CommandResult.of("export", run, "--to", "dl4j", "--out", file);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("gantry: DL4J has no layer normalization")
                .hasLineCount(1);
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "conditions.label-concatenation {}, told more than latent vectors: label-concatenation",
        "regularizers.virtual-batch-normalization {}, has parameters inside its layers"
    })
    void exportsNoNetworkThatIsMoreThanItsLayers(String setting, String reason) throws IOException {
        Files.writeString(recipe, setting + "\n", StandardOpenOption.APPEND);
        train();

        CommandResult result = CommandResult.of("export", run, "--to", "dl4j");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains(reason).hasLineCount(1);
        assertThat(run.resolve("generator.zip")).doesNotExist();
    }

    @Test
    void exportsOnlyToFormatsThatAreThere() {
        CommandResult result = CommandResult.of("export", run, "--to", "dl4");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--to must be one of [dl4j], found 'dl4'. Did you mean 'dl4j'?");
    }

    @Test
    void tellsWhySamplesCannotBeWritten() {
        train();
        Path file = folder.resolve("missing/samples.png");

        CommandResult result = CommandResult.of("sample", run, "--out", file);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).startsWith("gantry: cannot write " + file).doesNotContain("Exception");
    }

    @Test
    void samplesOnTheDeviceThatIsNamed() {
        train();
        Path file = folder.resolve("samples.npy");

        CommandResult refused = CommandResult.of("sample", run, "--device", "abacus", "--out", file);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("backend.device is 'abacus', and there are only [", "name one, or auto");
        assertThat(file).doesNotExist();
        assertThat(CommandResult.of("sample", run, "--device", "reference", "--out", file)
                        .code())
                .isZero();
    }

    @Test
    void refusesSampleFilesOfOtherKinds() {
        CommandResult result = CommandResult.of("sample", run, "--out", "samples.jpg");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--out must end in .png or .npy, or be a folder, found 'samples.jpg'");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the JVM is ended there without being told")
    void endOfTheProcessLeavesACheckpoint() throws Exception {
        Process process = GantryProcesses.start(
                folder.resolve("errors.txt"),
                "train",
                recipe,
                "--out",
                run,
                "--set",
                "steps=1000000000",
                "--set",
                "every.log=10");
        try (BufferedReader out = process.inputReader()) {
            while (!String.valueOf(out.readLine()).startsWith("step 10/")) {
                assertThat(process.isAlive() || out.ready()).isTrue();
            }
            // Not the process's own destroy(), which would close its output.
            assertThat(process.toHandle().destroy()).isTrue();
            assertThat(out.lines()).last().asString().startsWith("interrupted after step ");
        }
        // 128 and the number of the signal, which here is SIGTERM.
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(folder.resolve("errors.txt"))
                .content()
                .contains("gantry: interrupted; what is under way ends with a checkpoint")
                .doesNotContain("\tat ");
        try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
            assertThat(checkpoints).isNotEmpty();
        }
        assertThat(CommandResult.of("sample", run, "--out", folder.resolve("samples.npy"))
                        .code())
                .isZero();
    }
}
