package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.experiments.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExperimentCommandTest {

    private static final Offset<Double> CLOSE = Assertions.within(1e-9);

    @TempDir
    private Path folder;

    private CommandResult run(Object... arguments) {
        Object[] all = Arrays.copyOf(arguments, arguments.length + 3);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[0] = "experiment";
        all[arguments.length + 1] = "--out";
        all[arguments.length + 2] = folder.resolve("page");
        return CommandResult.of(all);
    }

    /** The rows of an experiment's data as numbers and words, without the line of names. */
    private List<String[]> rows(String experiment) throws IOException {
        List<String> lines =
                Files.readAllLines(folder.resolve("page").resolve(experiment).resolve("data.csv"));
        List<String[]> rows =
                lines.stream().skip(1).map(line -> line.split(",", -1)).toList();
        assertThat(rows)
                .isNotEmpty()
                .allMatch(row -> row.length == lines.getFirst().split(",").length);
        return rows;
    }

    private static double number(String[] row, int column) {
        return Double.parseDouble(row[column]);
    }

    @Test
    void listsEveryExperiment() {
        CommandResult result = run("--list");

        assertThat(result.code()).isZero();
        assertThat(result.out().lines()).hasSameSizeAs(Experiment.ALL);
        Experiment.ALL.forEach(experiment ->
                assertThat(result.out()).contains(experiment.name(), experiment.title(), experiment.source()));
        assertThat(folder.resolve("page")).doesNotExist();
    }

    @Test
    void unknownNamesAreRefusedBeforeAnythingRuns() {
        CommandResult result = run("earth-mover", "clippings");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("there is no experiment 'clippings'. Did you mean 'clipping'?", "There are: divergences, ");
        assertThat(folder.resolve("page")).doesNotExist();
    }

    @Test
    void namesOrAllOrListAreAsked() {
        for (CommandResult result : List.of(run(), run("--all", "--list"), run("clipping", "--all"))) {
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("give either names of experiments, --all or --list");
        }
    }

    @Test
    void experimentsThatRunLaterJoinThePage() throws IOException {
        CommandResult first = run("earth-mover");
        CommandResult second = run("parallel-lines", "divergences");

        assertThat(first.code()).isZero();
        assertThat(second.code()).isZero();
        assertThat(second.out()).containsPattern("divergences: \\d+\\.\\d s").contains("  holds: ", "index.html");
        String page = Files.readString(folder.resolve("page/index.html"));
        assertThat(page)
                .contains("Weng, From GAN to WGAN, figure 7", "class=\"holds\"")
                .doesNotContain("class=\"fails\"");
        for (String name : List.of("divergences", "earth-mover", "parallel-lines")) {
            assertThat(page).containsOnlyOnce("<section id=\"" + name + "\">").contains(name + "/data.csv\"");
            assertThat(folder.resolve("page").resolve(name).resolve("plot.png")).isNotEmptyFile();
            assertThat(rows(name)).isNotEmpty();
        }
        assertThat(page.indexOf("id=\"divergences\"")).isLessThan(page.indexOf("id=\"earth-mover\""));
    }

    @Test
    void divergencesIntegrateToTheClosedForms() throws IOException {
        assertThat(run("divergences").code()).isZero();

        List<String[]> rows = rows("divergences");
        double width = number(rows.get(1), 0) - number(rows.get(0), 0);
        for (int column = 1; column <= 3; column++) {
            assertThat(sum(rows, column) * width).as("density %d", column).isCloseTo(1, CLOSE);
        }
        assertThat(sum(rows, 4) * width).isCloseTo(0.5, CLOSE);
        assertThat(sum(rows, 5) * width).isCloseTo(0.5, CLOSE);
    }

    private static double sum(List<String[]> rows, int column) {
        return rows.stream().mapToDouble(row -> number(row, column)).sum();
    }

    @Test
    void playersMoveAsTheirSchemesSay() throws IOException {
        assertThat(run("two-player-game").code()).isZero();

        for (String[] row : rows("two-player-game")) {
            double step = number(row, 1);
            double x = number(row, 2);
            double y = number(row, 3);
            double square = x * x + y * y;
            switch (row[0]) {
                case "simultaneous" ->
                    assertThat(square / (2 * Math.pow(1.01, step))).isCloseTo(1, CLOSE);
                case "alternating" -> assertThat(square - 0.1 * x * y).isCloseTo(1.9, CLOSE);
                default -> assertThat(square / (2 * Math.pow(0.9901, step))).isCloseTo(1, CLOSE);
            }
        }
    }

    @Test
    void earthMovesAsInTheFigure() throws IOException {
        assertThat(run("earth-mover").code()).isZero();

        assertThat(rows("earth-mover"))
                .contains(new String[] {"1", "2.0", "2", "4.0", "2.0"}, new String[] {"3", "-1.0", "3", "3.0", "3.0"});
        assertThat(Files.readString(folder.resolve("page/index.html"))).contains("[2, 2, -1, 0]", "sum to W = 5");
    }

    @Test
    void parallelLinesAreTheirDistanceApart() throws IOException {
        assertThat(run("parallel-lines").code()).isZero();

        for (String[] row : rows("parallel-lines")) {
            boolean same = number(row, 0) == 0;
            assertThat(number(row, 1)).isEqualTo(same ? 0 : Double.POSITIVE_INFINITY);
            assertThat(number(row, 3)).isCloseTo(same ? 0 : Math.log(2), CLOSE);
            assertThat(number(row, 4)).isCloseTo(same ? 0 : Math.log(4), CLOSE);
            assertThat(number(row, 5)).isCloseTo(Math.abs(number(row, 0)), CLOSE);
        }
    }

    /** The experiments that train generators but for vanishing-gradients, which takes minutes: their claims hold. */
    @Test
    void trainedGeneratorsDoAsIsClaimed() throws IOException {
        CommandResult result = run("mode-collapse", "unrolled-ring", "wasserstein-estimate");

        assertThat(result.out()).doesNotContain("DOES NOT HOLD");
        assertThat(result.code()).isZero();
        assertThat(rows("mode-collapse")).extracting(row -> row[0]).containsOnly("gan", "wgan-gp");
        List<String[]> ring = rows("unrolled-ring");
        assertThat(ring).hasSize(2 * 30);
        assertThat(ring.getLast()).startsWith("unrolled", "1500.0", "8.0");
        List<String[]> distances = rows("wasserstein-estimate");
        assertThat(distances).hasSize(40);
        assertThat(number(distances.getLast(), 2)).isLessThan(number(distances.getFirst(), 2) / 2);
        for (String picture : List.of(
                "mode-collapse/samples.png",
                "mode-collapse/diversity.png",
                "unrolled-ring/samples.png",
                "unrolled-ring/modes.png",
                "wasserstein-estimate/plot.png")) {
            assertThat(folder.resolve("page").resolve(picture)).isNotEmptyFile();
        }
    }
}
