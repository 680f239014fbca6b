package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.TrainingRuntime;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Studies from file to table, of networks that train in no time. */
final class StudyCommandTest {

    @TempDir
    private Path folder;

    private Path study;
    private Path out;

    @BeforeEach
    void writeStudy() throws IOException {
        out = folder.resolve("out");
        Files.writeString(folder.resolve("tiny.conf"), """
                batch-size = 8
                data = gaussian-ring
                generator { type = mlp, latent = 2, hidden = [4] }
                critic { type = mlp, hidden = [4] }
                loss = non-saturating
                metrics.sliced-wasserstein {}
                backend.device = reference
                """);
        study = Files.writeString(folder.resolve("study.conf"), """
                metric = sliced-wasserstein
                better = lower
                seeds = [1]
                set { steps = 6, every { metrics = 2, checkpoint = 2, samples = 6 } }
                recipes {
                  diverging {
                    recipe = "%1$s"
                    set { loss = least-squares, optimizer.generator { type = sgd, learning-rate = 1e30 } }
                  }
                  gan = "%1$s"
                  wgan { recipe = "%1$s", set.loss = wasserstein, over.constraints.weight-clipping.bound = [0.1] }
                }
                """.formatted(slashes(folder.resolve("tiny.conf"))));
    }

    @Test
    void goesOnAfterBudgetAndCrashAsIfItHadNotStopped() throws IOException {
        Path unbroken = folder.resolve("unbroken");
        endsWithTablesAndAPlot(run("--out", unbroken, "--set", "processes=2"), unbroken);

        CommandResult first = run("--set", "budget.runs=1");
        // Its only run failed.
        assertThat(first.code()).isEqualTo(1);
        assertThat(first.out())
                .contains("the budget is used up, and 2 of 3 runs are left out; the same command with a larger one");
        assertThat(Files.readAllLines(out.resolve("results.csv")).get(2)).startsWith("gan,1,,1,left out,,,,0.0,");
        crash("wgan-1-seed-1", unbroken);

        CommandResult second = run();

        assertThat(second.err()).isEmpty();
        assertThat(second.code()).isZero();
        assertThat(second.out())
                .contains("2 of 3 runs, into", "[2/3] gan-1-seed-1", "[3/3] wgan-1-seed-1")
                .doesNotContain("[1/3]");
        // Its folder was not begun anew.
        assertThat(out.resolve("runs/wgan-1-seed-1/left-by-the-crash")).exists();
        assertThat(results(out)).isEqualTo(results(unbroken));

        // The same runs by another metric, and another study.
        assertThat(run("--set", "better=higher").out()).contains("0 of 3 runs, into");
        refused(run("--set", "set.steps=8"), """
                gantry: study has 1 problem:
                  out/study.conf: 'set.steps' is 6 there, and 8 now. Choose another folder with --out, or undo the change
                """);
        Files.writeString(folder.resolve("tiny.conf"), "batch-size = 16", StandardOpenOption.APPEND);
        assertThat(run().err()).contains("'resolved.gan.batch-size' is 8 there, and 16 now");
    }

    private static void endsWithTablesAndAPlot(CommandResult result, Path out) throws IOException {
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .containsPattern("diverging-1-seed-1: failed: at step \\d ")
                .containsPattern("gan-1-seed-1: sliced-wasserstein \\S+ \\(\\d+ s\\)")
                .containsPattern("(?m)^ +1  (gan|wgan) ")
                .containsPattern("(?m)^ +-  diverging ")
                .contains("1 of 3 runs failed");
        assertThat(Files.readAllLines(out.resolve("results.csv")))
                .satisfiesExactly(
                        row -> assertThat(row)
                                .isEqualTo("recipe,setting,constraints.weight-clipping.bound,seed,outcome,"
                                        + "sliced-wasserstein,best,best-step,seconds,message"),
                        row -> assertThat(row)
                                .startsWith("diverging,1,,1,failed,,,,")
                                .contains("at step "),
                        row -> assertThat(row).startsWith("gan,1,,1,finished," + atEnd(out, "gan-1-seed-1")),
                        row -> assertThat(row).startsWith("wgan,1,0.1,1,finished," + atEnd(out, "wgan-1-seed-1")));
        assertThat(Files.readAllLines(out.resolve("summary.csv"))).hasSize(4);
        assertThat(ImageIO.read(out.resolve("study.png").toFile()).getHeight()).isEqualTo(600);
        assertThat(out.resolve("report.html"))
                .content()
                .contains("2 of 3 runs have finished, and 1 failed", "<a href=\"runs/gan-1-seed-1/report.html\">")
                .containsPattern("<li>.*diverging-1-seed-1.*: at step \\d ")
                .contains("Unwise, but trained: ");
        assertThat(out.resolve("runs/wgan-1-seed-1/recipe.conf")).content().contains("wasserstein", "steps=6");
        // The scores of a discriminator estimate no distance.
        assertThat(out.resolve("runs/wgan-1-seed-1/metrics.csv")).content().contains("critic/wasserstein-estimate");
        assertThat(out.resolve("runs/gan-1-seed-1/metrics.csv")).content().doesNotContain("wasserstein-estimate");
    }

    private static String atEnd(Path out, String run) throws IOException {
        List<String> table = Files.readAllLines(out.resolve("runs").resolve(run).resolve("metrics.csv"));
        int column = List.of(table.getFirst().split(",")).indexOf("sliced-wasserstein");
        assertThat(table.getLast()).startsWith("6,");
        return table.getLast().split(",")[column] + ",";
    }

    /** What is left of a run whose process was killed after step 2: here of one that was not. */
    private void crash(String run, Path unbroken) throws IOException {
        Path from = unbroken.resolve("runs").resolve(run);
        Path to = out.resolve("runs").resolve(run);
        Files.createDirectories(to.resolve("checkpoints"));
        for (String file : List.of(".lock", "recipe.conf", "metrics.csv", "checkpoints/step-00000002.gantry")) {
            Files.copy(from.resolve(file), to.resolve(file));
        }
        Files.createFile(to.resolve("left-by-the-crash"));
        // And of one that was killed before its first checkpoint.
        Files.createFile(Files.createDirectory(out.resolve("runs/gan-1-seed-1")).resolve("recipe.conf"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the JVM is ended there without being told")
    void endOfTheProcessEndsItsRunsWell() throws Exception {
        Files.writeString(study, Files.readString(study).replace("set.loss =", "set.steps = 1000000000, set.loss ="));
        Path errors = folder.resolve("errors.txt");
        Process process =
                GantryProcesses.start(errors, "study", study, "--out", out, "--set", "recipes.diverging=null");
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).startsWith("unwise: ").endsWith(" (loss=wasserstein in recipe 'wgan')");
            String line = lines.readLine();
            while (line.startsWith("unwise: ")) {
                line = lines.readLine();
            }
            assertThat(line).startsWith("study: 2 of 2 runs");
            assertThat(lines.readLine()).startsWith("[1/2] gan-1-seed-1: ");
            assertThat(process.toHandle().destroy()).isTrue();
            List<String> rest = lines.lines().toList();
            assertThat(rest)
                    .as("beside the errors '%s'", Files.readString(errors))
                    .contains("interrupted, and 1 of 2 runs are left out; the same command goes on");
        }
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(errors)
                .content()
                .contains("gantry: interrupted; what is under way ends with a checkpoint")
                .doesNotContain("\tat ");
        assertThat(TrainingRuntime.isTraining(out.resolve("runs/wgan-1-seed-1")))
                .isFalse();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the JVM is ended there without being told")
    void endOfTheProcessOfAStudyOnAClusterTellsThatItsRunsBeginAnew() throws Exception {
        Path errors = folder.resolve("errors.txt");
        Process process = GantryProcesses.start(
                errors, "study", study, "--out", out, "--on", "waiting", "--set", "recipes.diverging=null");
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("study: ")) {
                line = lines.readLine();
            }
            assertThat(line)
                    .as("beside the errors '%s'", Files.readString(errors))
                    .startsWith("study: 2 of 2 runs");
            assertThat(process.toHandle().destroy()).isTrue();
            assertThat(lines.lines()).contains("interrupted, and 2 of 2 runs are left out; the same command goes on");
        }
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(errors)
                .content()
                .contains("gantry: interrupted; what is under way ends, and begins anew when the study goes on")
                .doesNotContain("checkpoint");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        Files.writeString(study, """
                metric = sliced-wasserstein
                better = up
                bugdet.runs = 3
                search.type = gird
                """);
        refused(run(), """
                gantry: study has 3 problems:
                  study.conf: 2: 'better' must be one of higher, lower, found "up"
                  study.conf: 3: unknown key 'bugdet'. Did you mean 'budget'?
                  study.conf: 4: 'search.type' must be one of grid, random, found "gird"
                """);
    }

    @Test
    void rulesOfTheKeysAreChecked() throws IOException {
        refused(run("--set", "seeds=[1,1]", "--set", "budget.minutes=0", "--set", "search.samples=0"), """
                gantry: study has 3 problems:
                  --set budget.minutes=0: 'budget.minutes' must be > 0, found 0.0
                  --set search.samples=0: 'search.samples' must be at least 1, found 0
                  --set seeds=[1,1]: 'seeds' must be at least one, each once, found [1, 1]
                """);
    }

    @Test
    void recipesAndTheirKeysAreChecked() throws IOException {
        Files.writeString(study, """
                metric = sliced-wasserstein
                better = lower
                over { optimizer.generator.learning-rate = 1e-3, seed = [1] }
                recipes {
                  a { recipe = ring-gan, sett {} }
                  b { recipe = ring-gan, over.batch-size { from = 8, to = 4 } }
                  "c/d" = ring-gan
                }
                """);
        refused(run("--set", "search.type=random"), """
                gantry: study has 5 problems:
                  study.conf: 3: 'over.optimizer.generator.learning-rate' must be a list of values or a range { from, to, scale }, found 1e-3; what is the same in all runs belongs into 'set'
                  study.conf: 3: 'over.seed' is decided by 'seeds'; remove it
                  study.conf: 5: unknown key 'recipes.a.sett'. Did you mean 'set'?
                  study.conf: 6: 'recipes.b.over.batch-size.from' must be below 'to', which is 4.0, found 8.0
                  study.conf: 7: 'c/d' names a folder, so it must be of letters, digits, '.', '_' and '-', found 'c/d'
                """);
        Files.writeString(study, """
                metric = sliced-wasserstein
                better = lower
                recipes.a { recipe = ring-gan, over.batch-size { from = 4, to = 8 } }
                """);
        refused(run(), """
                gantry: study has 1 problem:
                  study.conf: 3: 'recipes.a.over.batch-size' must be a list in a grid; ranges are for search.type = random
                """);
    }

    @Test
    void recipesMustBeThere() throws IOException {
        Files.writeString(study, """
                metric = sliced-wasserstein
                better = lower
                recipes.a = ring-gam
                """);

        CommandResult result = run();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("study.conf: 3: there is no recipe 'ring-gam'", "Did you mean 'ring-gan'");
    }

    @Test
    void everySettingIsPlanned() throws IOException {
        Files.writeString(study, """
                metric = sliced-wassersein
                better = lower
                set { steps = 5, backend.device = reference }
                recipes {
                  a { recipe = "%1$s", over.n-critic = [1, 0] }
                  b { recipe = "%1$s", set.steps = 0 }
                }
                """.formatted(slashes(folder.resolve("tiny.conf"))));
        refused(run(), """
                gantry: study has 3 problems:
                  study.conf: 1: recipe 'a' does not measure 'sliced-wassersein'. Did you mean 'sliced-wasserstein'? It measures sliced-wasserstein
                  study.conf: 5: 'n-critic' must be at least 1, found 0 (n-critic=0 in recipe 'a')
                  study.conf: 6: 'steps' must be at least 1, found 0 (steps=0 in recipe 'b')
                """);
        assertThat(out).doesNotExist();
    }

    @Test
    void theMetricSaysWhichWayIsBetter() throws IOException {
        for (String metric : List.of("sliced-wasserstein", "modes-covered")) {
            Path into = folder.resolve(metric);
            Files.writeString(study, """
                    metric = %s
                    seeds = [1]
                    set { steps = 2, metrics.mode-coverage {}, backend.device = reference }
                    recipes.gan = "%s"
                    """.formatted(metric, slashes(folder.resolve("tiny.conf"))));

            CommandResult result = run("--out", into);

            assertThat(result.err()).isEmpty();
            assertThat(into.resolve("study.conf"))
                    .content()
                    .contains(metric.startsWith("modes") ? "better=higher" : "better=lower");
        }
        assertThat(run("--out", folder.resolve("modes-covered"), "--set", "better=lower")
                        .out())
                .contains("0 of 1 runs");
        assertThat(folder.resolve("modes-covered/study.conf")).content().contains("better=lower");
    }

    @Test
    void aStudySaysWhichWayIsBetterWhereItsMetricDoesNot() throws IOException {
        Files.writeString(study, """
                metric = ms-ssim-scales
                set { steps = 2, data { type = images, folder = "%1$s", size = 16 }, metrics.ms-ssim {} }
                recipes.gan = "%2$s"
                """.formatted(slashes(picture()), slashes(folder.resolve("tiny.conf"))));
        refused(run(), """
                gantry: study has 1 problem:
                  study.conf: 1: 'ms-ssim-scales' does not say which way is better; set 'better' to higher or lower
                """);
    }

    /** A folder with one image, so that no metric can be measured. */
    private Path picture() throws IOException {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        ImageIO.write(
                new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY),
                "png",
                pictures.resolve("one.png").toFile());
        return pictures;
    }

    @Test
    void whatIsMeasuredIsKnownWithoutMeasuring() throws IOException {
        Files.writeString(study, """
                metric = frechet-distance
                seeds = [1]
                set {
                  steps = 2, batch-size = 2, data { type = images, folder = "%1$s", size = 16, channels = 1 }
                  metrics { sliced-wasserstein = null, frechet-distance {} }
                }
                recipes {
                  gan = "%2$s"
                  none { recipe = "%2$s", set { metrics.frechet-distance = null, data.folder = "%1$s-missing" } }
                  once { recipe = "%2$s", over.metrics.frechet-distance = [{}, null] }
                }
                """.formatted(slashes(picture()), slashes(folder.resolve("tiny.conf"))));

        CommandResult refused = run();

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("recipe 'none' does not measure 'frechet-distance'. It measures nothing; set its metrics")
                .contains("recipe 'once' does not measure 'frechet-distance'.")
                .contains("pictures-missing");

        // A covariance of one image cannot be measured, and a run without a value at its end counts as failed.
        CommandResult trained = run("--set", "recipes.none=null", "--set", "recipes.once=null");

        assertThat(trained.err()).isEmpty();
        assertThat(trained.out()).contains("gan-1-seed-1: measured nothing");
        assertThat(Files.readAllLines(out.resolve("results.csv")).getLast())
                .contains(",failed,")
                .endsWith("its metrics.csv has no finite 'frechet-distance' at the end");
    }

    @Test
    void foldersOfOthersAreLeftAlone() throws IOException {
        Files.createFile(Files.createDirectory(out).resolve("precious.txt"));

        CommandResult result = run();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("is not empty, and holds no study; choose a new one with --out");
        assertThat(out).isDirectoryNotContaining("glob:**/study.*");
    }

    @Test
    void noSuchStudy() {
        CommandResult result = CommandResult.of("study", "smok");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("there is no study 'smok'", "Did you mean 'smoke'?", "mixtures");
    }

    private CommandResult run(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("study", study));
        if (!List.of(arguments).contains("--out")) {
            all.addAll(List.of("--out", out));
        }
        all.addAll(List.of(arguments));
        return CommandResult.of(all.toArray());
    }

    /** {@code results.csv} without the seconds. */
    private static List<String> results(Path study) throws IOException {
        return Files.readAllLines(study.resolve("results.csv")).stream()
                .map(row -> row.replaceFirst(",[^,]*,([^,]*)$", ",$1"))
                .toList();
    }

    private void refused(CommandResult result, String err) {
        assertThat(result.err().replace(folder + "/", "")).isEqualToNormalizingNewlines(err);
        assertThat(result.code()).isEqualTo(2);
    }

    private static String slashes(Path path) {
        return path.toString().replace("\\", "/");
    }
}
