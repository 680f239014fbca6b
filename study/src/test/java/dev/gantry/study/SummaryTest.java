package dev.gantry.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.study.Result.Measured;
import dev.gantry.study.Result.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Statistics and ranks beside sums done by hand. */
final class SummaryTest {

    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();

    @Test
    void statistics() {
        Statistics statistics = Statistics.of(List.of(2.0, 4.0, 9.0));

        assertThat(statistics.mean()).isEqualTo(5);
        // (9 + 1 + 16) / 2
        assertThat(statistics.spread()).isCloseTo(Math.sqrt(13), within(1e-12));
        assertThat(statistics.least()).isEqualTo(2);
        assertThat(statistics.most()).isEqualTo(9);
        assertThat(Statistics.of(List.of(3.0)).spread()).isNaN();
    }

    @Test
    void differenceIsMeasuredInStandardErrors() {
        // Spread 1 over 4 numbers each: the error of the difference is sqrt(1/4 + 1/4) = 0.707.
        Statistics zero = new Statistics(4, 0, 1, -1, 1);

        assertThat(zero.differsFrom(new Statistics(4, 1.40, 1, 0, 2))).isFalse();
        assertThat(zero.differsFrom(new Statistics(4, 1.43, 1, 0, 2))).isTrue();
        assertThat(zero.differsFrom(new Statistics(4, -1.43, 1, -2, 0))).isTrue();
        assertThat(zero.differsFrom(new Statistics(1, 100, Double.NaN, 100, 100)))
                .isFalse();
    }

    @Test
    void bestSettingIsThatOfTheBestMean() {
        add("gan", List.of(5.0, 7.0), List.of(8.0, 8.5), List.of(1.0, 9.0));

        assertThat(best(Better.HIGHER).setting().number()).isEqualTo(2);
        assertThat(best(Better.HIGHER).statistics().mean()).isEqualTo(8.25);
        assertThat(best(Better.LOWER).setting().number()).isEqualTo(3);
        // 38.5 / 6
        assertThat(summary(Better.LOWER)
                        .rows()
                        .getFirst()
                        .overall()
                        .orElseThrow()
                        .mean())
                .isCloseTo(6.41667, within(1e-5));
    }

    @Test
    void settingThatFailsComesAfterOnesThatDoNot() {
        Candidate candidate = add("gan", List.of(25.0), List.of(3.0, 4.0));
        Setting failing = candidate.settings().getFirst();
        results.add(new Result(
                new StudyRun(candidate, failing, 2), Outcome.FAILED, Optional.empty(), 1, "critic/loss is NaN"));

        assertThat(best(Better.HIGHER).setting().number()).isEqualTo(2);
        assertThat(summary(Better.HIGHER).rows().getFirst().failed()).isEqualTo(1);
    }

    @Test
    void ranksAreSharedWithinTheNoise() {
        // Means 20, 19, 12 and 11. Errors: of the first two sqrt(1/3 + 1/3) = 0.82, so 1 is noise and 8 is not; of the
        // last two
        // sqrt(0 + 1/3) = 0.58, so 1 is noise.
        add("second", List.of(18.0, 19.0, 20.0));
        add("fourth", List.of(10.0, 11.0, 12.0));
        add("first", List.of(19.0, 20.0, 21.0));
        add("third", List.of(12.0, 12.0, 12.0));
        Candidate none = add("none", List.of());
        results.add(new Result(
                new StudyRun(none, none.settings().getFirst(), 1), Outcome.FAILED, Optional.empty(), 1, "why"));

        assertThat(summary(Better.HIGHER).rows())
                .extracting(row -> row.candidate().name() + " " + row.rank().orElse(0))
                .containsExactly("first 1", "second 1", "third 3", "fourth 3", "none 0");
        assertThat(summary(Better.LOWER).rows())
                .extracting(row -> row.candidate().name() + " " + row.rank().orElse(0))
                .containsExactly("fourth 1", "third 1", "second 3", "first 3", "none 0");
    }

    @Test
    void chainsOfSmallDifferencesDoNotShareARank() {
        // Each differs from the next by 1.5 errors of 0.82, and the first from the third by 3.
        add("first", List.of(9.0, 10.0, 11.0));
        add("second", List.of(7.75, 8.75, 9.75));
        add("third", List.of(6.5, 7.5, 8.5));

        assertThat(summary(Better.HIGHER).rows())
                .extracting(row -> row.rank().orElseThrow())
                .containsExactly(1, 1, 3);
    }

    @Test
    void tableIsAligned() {
        add("gan", List.of(2.0, 4.0));
        add("wgan-gp", List.of(8.0));

        assertThat(summary(Better.HIGHER).table()).isEqualTo("""
                rank  recipe   score  spread  least  most  runs  of all  spread of all  runs of all  failed  left out  best setting
                   1  wgan-gp      8              8     8     1       8                           1       0         0  lambda = 1
                   1  gan          3   1.414      2     4     2       3          1.414            2       0         0  lambda = 1
                """);
    }

    private Summary.Reached best(Better better) {
        return summary(better).rows().getFirst().best().orElseThrow();
    }

    private Summary summary(Better better) {
        return Summary.of(new Results(
                new Study(
                        "study",
                        "score",
                        better,
                        List.of(1L, 2L, 3L),
                        1,
                        new Budget(Optional.empty(), Optional.empty()),
                        candidates,
                        List.of(),
                        ConfigFactory.empty()),
                results));
    }

    /** A recipe with the values of each setting's seeds. */
    @SafeVarargs
    private Candidate add(String name, List<Double>... values) {
        List<Setting> settings = new ArrayList<>();
        for (int i = 1; i <= values.length; i++) {
            settings.add(new Setting(i, new LinkedHashMap<>(Map.of("penalty.lambda", String.valueOf(i)))));
        }
        Candidate candidate = new Candidate(name, Path.of(name), List.of(), settings);
        candidates.add(candidate);
        for (int i = 0; i < values.length; i++) {
            for (int seed = 0; seed < values[i].size(); seed++) {
                double value = values[i].get(seed);
                results.add(new Result(
                        new StudyRun(candidate, settings.get(i), seed + 1),
                        Outcome.FINISHED,
                        Optional.of(new Measured(value, value, 1)),
                        1,
                        ""));
            }
        }
        return candidate;
    }
}
