package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.data.Mixture;
import dev.gantry.core.random.Philox;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModeCoverageTest {

    private static final Mixture CORNERS =
            new Mixture(List.of(List.of(0.0, 0.0), List.of(0.0, 4.0), List.of(4.0, 0.0), List.of(4.0, 4.0)), 0.5);

    private final ModeCoverage metric = new ModeCoverage();

    @Test
    void aSampleIsGoodWithinThreeStandardDeviationsOfTheNearestMode() {
        // From the nearest mode: 0; 1.49 and 1.51 along an axis; sqrt(2) and 1.1 sqrt(2) along the diagonal; 2 sqrt(2).
        float[] generated = {0, 0, 4, 1.49f, 0, 1.51f, 1, 5, 1.1f, 5.1f, 2, 2};
        assertThat(metric.measure(Points.of(CORNERS), generated, 6, 0))
                .isEqualTo(Map.of("modes-covered", 3.0, "high-quality-share", 3 / 6.0));
    }

    @Test
    void collapseCoversOneMode() {
        float[] generated = {4, 4, 4.1f, 4, 4, 3.9f, 4, 4};
        assertThat(metric.measure(Points.of(CORNERS), generated, 4, 0))
                .isEqualTo(Map.of("modes-covered", 1.0, "high-quality-share", 1.0));
    }

    @Test
    void noneCovered() {
        assertThat(metric.measure(Points.of(CORNERS), new float[] {2, 2, 100, 100}, 2, 0))
                .isEqualTo(Map.of("modes-covered", 0.0, "high-quality-share", 0.0));
    }

    @Test
    void onlyTheStatedNumberOfSamplesCounts() {
        assertThat(metric.measure(Points.of(CORNERS), new float[] {0, 0, 4, 4, 4, 0}, 2, 0))
                .isEqualTo(Map.of("modes-covered", 2.0, "high-quality-share", 1.0));
    }

    @Test
    void theMixturesOwnSamplesHaveTheShareOfTheChiDistribution() {
        // In two dimensions the share within r standard deviations is 1 - exp(-r^2 / 2).
        int count = 100_000;
        float[] generated = new float[2 * count];
        long key = Philox.key(1, "test");
        for (int i = 0; i < count; i++) {
            generated[2 * i] = (float) (4 * (i % 2) + 0.5 * Philox.normal(key, i, 0));
            generated[2 * i + 1] = (float) (4 * (i / 2 % 2) + 0.5 * Philox.normal(key, i, 1));
        }
        Map<String, Double> values = metric.measure(Points.of(CORNERS), generated, count, 0);
        assertThat(values.get("modes-covered")).isEqualTo(4);
        assertThat(values.get("high-quality-share")).isCloseTo(1 - Math.exp(-4.5), within(0.002));
    }

    @Test
    void appliesToMixturesOnly() {
        Points plain = Points.of(2, 0, 0);
        assertThat(metric.appliesTo(Points.of(CORNERS))).isTrue();
        assertThat(metric.appliesTo(plain)).isFalse();
        assertThatThrownBy(() -> metric.measure(plain, new float[2], 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mode coverage needs data drawn from a mixture");
    }
}
