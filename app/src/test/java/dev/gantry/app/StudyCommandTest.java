package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

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
                seeds = [1, 2]
                set { steps = 6, every { metrics = 2, checkpoint = 2 } }
                recipes {
                  gan = "%1$s"
                  wgan { recipe = "%1$s", set.loss = wasserstein, over.constraints.weight-clipping.bound = [0.1] }
                }
                """.formatted(slashes(folder.resolve("tiny.conf"))));
    }

    @Test
    void endsWithTablesAndAPlot() throws IOException {
        CommandResult result = run();

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out().lines())
                .anySatisfy(line -> assertThat(line)
                        .matches("\\[1/4] gan-1-seed-1: sliced-wasserstein \\S+ \\(\\d+ s\\), \\d:\\d\\d:\\d\\d left"))
                .anySatisfy(line -> assertThat(line).matches(" +1  (gan|wgan) .*"));
        List<String> results = Files.readAllLines(out.resolve("results.csv"));
        assertThat(results.getFirst())
                .isEqualTo("recipe,setting,constraints.weight-clipping.bound,seed,outcome,sliced-wasserstein,best,"
                        + "best-step,seconds,message");
        assertThat(results.subList(1, 5))
                .satisfiesExactly(
                        row -> assertThat(row).startsWith("gan,1,,1,finished," + measuredAtEnd("gan-1-seed-1")),
                        row -> assertThat(row).startsWith("gan,1,,2,finished," + measuredAtEnd("gan-1-seed-2")),
                        row -> assertThat(row).startsWith("wgan,1,0.1,1,finished," + measuredAtEnd("wgan-1-seed-1")),
                        row -> assertThat(row).startsWith("wgan,1,0.1,2,finished," + measuredAtEnd("wgan-1-seed-2")));
        assertThat(Files.readAllLines(out.resolve("summary.csv"))).hasSize(3);
        assertThat(ImageIO.read(out.resolve("study.png").toFile()).getHeight()).isEqualTo(600);
        assertThat(out.resolve("runs/wgan-1-seed-2/recipe.conf")).content().contains("wasserstein", "seed=2");
    }

    private String measuredAtEnd(String run) throws IOException {
        List<String> table = Files.readAllLines(out.resolve("runs").resolve(run).resolve("metrics.csv"));
        int column = List.of(table.getFirst().split(",")).indexOf("sliced-wasserstein");
        assertThat(table.getLast()).startsWith("6,");
        return table.getLast().split(",")[column] + ",";
    }

    @Test
    void goesOnAfterBudgetAndCrashAsIfItHadNotStopped() throws IOException {
        Path unbroken = folder.resolve("unbroken");
        assertThat(run("--out", unbroken, "--set", "processes=2").code()).isZero();

        CommandResult first = run("--set", "budget.runs=1");
        assertThat(first.code()).isZero();
        assertThat(first.out())
                .contains("the budget is used up, and 3 of 4 runs are left out; the same command with a larger one");
        assertThat(Files.readAllLines(out.resolve("results.csv")).get(2)).startsWith("gan,1,,2,left out,,,,0.0,");
        crash("wgan-1-seed-1", unbroken);

        CommandResult second = run();

        assertThat(second.err()).isEmpty();
        assertThat(second.code()).isZero();
        assertThat(second.out())
                .contains("3 of 4 runs, into", "[2/4] wgan-1-seed-1")
                .doesNotContain("[1/4]");
        assertThat(out.resolve("runs/wgan-1-seed-1/gantry.log")).content().contains("starts after step 2 of 6");
        assertThat(results(out)).isEqualTo(results(unbroken));
        assertThat(run().out()).contains("0 of 4 runs, into");
    }

    /** What is left of a run whose process was killed after step 2: here of one that was not. */
    private void crash(String run, Path unbroken) throws IOException {
        Path from = unbroken.resolve("runs").resolve(run);
        Path to = out.resolve("runs").resolve(run);
        Files.createDirectories(to.resolve("checkpoints"));
        for (String file : List.of(".lock", "recipe.conf", "metrics.csv", "checkpoints/step-00000002.gantry")) {
            Files.copy(from.resolve(file), to.resolve(file));
        }
        // And of one that was killed before its first checkpoint.
        Files.createFile(Files.createDirectory(out.resolve("runs/gan-1-seed-2")).resolve("recipe.conf"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the JVM is ended there without being told")
    void endOfTheProcessEndsItsRunsWell() throws Exception {
        Process process = GantryProcesses.start(
                folder.resolve("errors.txt"), "study", study, "--out", out, "--set", "set.steps=1000000000");
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).startsWith("study: 4 of 4 runs");
            assertThat(process.toHandle().destroy()).isTrue();
            assertThat(lines.lines())
                    .anyMatch(
                            line -> line.equals("interrupted, and 4 of 4 runs are left out; the same command goes on"));
        }
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(process.descendants()).isEmpty();
        assertThat(Files.readAllLines(out.resolve("study.csv")))
                .last()
                .asString()
                .contains(",interrupted,");
    }

    @Test
    void failedRunsAreCountedAndDoNotStopIt() throws IOException {
        Files.writeString(study, """
                recipes.gan = null
                recipes.diverging { recipe = "%s", set { loss = least-squares, optimizer.generator { type = sgd, learning-rate = 1e30 } } }
                seeds = [1]
                """.formatted(slashes(folder.resolve("tiny.conf"))), StandardOpenOption.APPEND);

        CommandResult result = run();

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("diverging-1-seed-1: failed: at step ", "1 runs failed");
        assertThat(Files.readAllLines(out.resolve("results.csv")))
                .anySatisfy(row -> assertThat(row).matches("diverging,1,,1,failed,,,,[\\d.]+,.*at step .*"));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        Files.writeString(study, """
                metric = sliced-wasserstein
                better = up
                seeds = [1, 1]
                bugdet.runs = 3
                search.type = gird
                """);
        refused(run(), """
                gantry: study has 5 problems:
                  study.conf: unknown key 'bugdet'. Did you mean 'budget'?
                """);
    }

    @Test
    void recipesAndTheirKeysAreChecked() throws IOException {
        Files.writeString(study, """
                metric = sliced-wassersein
                better = lower
                over { optimizer.generator.learning-rate = 1e-3, seed = [1] }
                recipes {
                  a.recipe = ring-gam
                  b { recipe = ring-gan, over.batch-size { from = 8, to = 4 }, sett {} }
                  "c/d" = ring-gan
                }
                """);
        refused(run(), "");
    }

    @Test
    void plansAreChecked() throws IOException {
        Files.writeString(study, """
                metric = sliced-wassersein
                better = lower
                set.steps = 0
                recipes {
                  a { recipe = ring-gan, over.loss = [hinge, hing] }
                  b { recipe = ring-gan, set.critic.typ = mlp }
                }
                """);
        refused(run(), "");
    }

    @Test
    void folderOfAnotherStudyIsRefused() throws IOException {
        assertThat(run("--set", "budget.runs=1").code()).isZero();

        refused(run("--set", "set.steps=8"), "");
        // How much of it is done is not what it is.
        assertThat(run("--set", "budget.runs=1", "--set", "seeds=[1]").code()).isZero();
        Files.createFile(Files.createDirectory(folder.resolve("other")).resolve("precious.txt"));
        assertThat(run("--out", folder.resolve("other")).err()).contains("is not empty, and holds no study");
    }

    @Test
    void shippedStudiesAreGood() throws IOException {
        // TODO
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
