package dev.gantry.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.study.Dimension.Choices;
import dev.gantry.study.Dimension.Range;
import dev.gantry.study.Dimension.Scale;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class SearchTest {

    private static final Search GRID = new Search(Search.Type.GRID, 1, 1);

    private static SequencedMap<String, Dimension> over(Object... keysAndDimensions) {
        SequencedMap<String, Dimension> over = new LinkedHashMap<>();
        for (int i = 0; i < keysAndDimensions.length; i += 2) {
            over.put((String) keysAndDimensions[i], (Dimension) keysAndDimensions[i + 1]);
        }
        return over;
    }

    @Test
    void gridIsEveryCombination() {
        List<Setting> settings = GRID.settings(
                over("rate", new Choices(List.of("1e-4", "1e-3")), "lambda", new Choices(List.of("0.1", "1", "10"))));

        assertThat(settings).extracting(Setting::number).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(settings)
                .extracting(Setting::overrides)
                .containsExactly(
                        List.of("rate=1e-4", "lambda=0.1"),
                        List.of("rate=1e-4", "lambda=1"),
                        List.of("rate=1e-4", "lambda=10"),
                        List.of("rate=1e-3", "lambda=0.1"),
                        List.of("rate=1e-3", "lambda=1"),
                        List.of("rate=1e-3", "lambda=10"));
    }

    @Test
    void nothingToSearchOverIsOneSetting() {
        Search random = new Search(Search.Type.RANDOM, 5, 1);

        assertThat(GRID.settings(over())).containsExactly(new Setting(1, new LinkedHashMap<>()));
        assertThat(random.settings(over())).containsExactly(new Setting(1, new LinkedHashMap<>()));
    }

    @Test
    void sameSeedDrawsTheSame() {
        SequencedMap<String, Dimension> over = over("rate", new Range(1e-5, 1e-2, Scale.LOG));

        List<Setting> settings = new Search(Search.Type.RANDOM, 20, 7).settings(over);

        assertThat(settings).hasSize(20);
        assertThat(new Search(Search.Type.RANDOM, 20, 7).settings(over)).isEqualTo(settings);
        assertThat(new Search(Search.Type.RANDOM, 20, 8).settings(over)).isNotEqualTo(settings);
        // More samples add to those there are.
        assertThat(new Search(Search.Type.RANDOM, 30, 7).settings(over)).startsWith(settings.toArray(new Setting[0]));
    }

    @Test
    void recipesShareTheDrawsOfAKey() {
        Search random = new Search(Search.Type.RANDOM, 5, 1);
        Range rate = new Range(1e-5, 1e-2, Scale.LOG);

        List<Setting> one = random.settings(over("rate", rate));
        List<Setting> other = random.settings(over("lambda", new Range(0, 10, Scale.LINEAR), "rate", rate));

        assertThat(other)
                .extracting(setting -> setting.values().get("rate"))
                .containsExactlyElementsOf(one.stream()
                        .map(setting -> setting.values().get("rate"))
                        .toList());
    }

    @Test
    void whatIsDrawnTwiceIsTriedOnce() {
        Search random = new Search(Search.Type.RANDOM, 50, 1);

        List<Setting> settings = random.settings(over("loss", new Choices(List.of("hinge", "minimax"))));

        assertThat(settings)
                .extracting(Setting::values)
                .containsExactlyInAnyOrder(
                        new LinkedHashMap<>(Map.of("loss", "hinge")), new LinkedHashMap<>(Map.of("loss", "minimax")));
    }

    @Test
    void logarithmsOfALogRangeAreSpreadEvenly() {
        List<Double> logs = draws(new Range(1e-5, 1e-1, Scale.LOG)).stream()
                .map(value -> Math.log10(Double.parseDouble(value)))
                .toList();

        assertThat(logs).allMatch(log -> log >= -5 && log <= -1);
        // Uniform on [-5, -1]: mean -3, variance 16 / 12; 1000 draws.
        assertThat(mean(logs)).isCloseTo(-3, within(0.15));
        assertThat(mean(logs.stream().map(log -> (log + 3) * (log + 3)).toList()))
                .isCloseTo(16.0 / 12, within(0.15));
    }

    @Test
    void numbersOfALinearRangeAreSpreadEvenly() {
        List<Double> values = draws(new Range(2, 10, Scale.LINEAR)).stream()
                .map(Double::valueOf)
                .toList();

        assertThat(values).allMatch(value -> value >= 2 && value <= 10);
        assertThat(mean(values)).isCloseTo(6, within(0.3));
    }

    @Test
    void drawsHaveFourDigitsAndStayInTheRange() {
        assertThat(new Range(1, 2, Scale.LINEAR).draw(0.123456)).isEqualTo("1.123");
        assertThat(new Range(0.00012345, 1, Scale.LOG).draw(0)).isEqualTo("0.00012345");
        // 0.01 * 100^0.5
        assertThat(new Range(0.01, 1, Scale.LOG).draw(0.5)).isEqualTo("0.1");
        assertThat(new Choices(List.of("a", "b", "c")).draw(0.34)).isEqualTo("b");
    }

    private static List<String> draws(Range range) {
        return new Search(Search.Type.RANDOM, 1000, 3)
                .settings(over("key", range)).stream()
                        .map(setting -> setting.values().get("key"))
                        .toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
