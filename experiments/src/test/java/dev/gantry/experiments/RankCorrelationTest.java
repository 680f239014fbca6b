package dev.gantry.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class RankCorrelationTest {

    @Test
    void seesOrderAlone() {
        double[] x = {0.1, 5, 2, 100};
        assertThat(RankCorrelation.of(x, new double[] {-3, 7, 0, 8})).isCloseTo(1, within(1e-12));
        assertThat(RankCorrelation.of(x, new double[] {3, -7, 0, -8})).isCloseTo(-1, within(1e-12));
    }

    @Test
    void isTheClosedFormWithoutTies() {
        // 1 - 6 sum d^2 / (n (n^2 - 1)) with rank differences -1, 1, -2, 1, 1.
        assertThat(RankCorrelation.of(new double[] {1, 2, 3, 4, 5}, new double[] {2, 1, 5, 2.5, 4.5}))
                .isCloseTo(1 - 6.0 * (1 + 1 + 4 + 1 + 1) / (5 * 24), within(1e-12));
    }

    @Test
    void equalValuesShareTheMeanOfTheirRanks() {
        // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5 over the root of 4.5 * 5.
        assertThat(RankCorrelation.of(new double[] {1, 2, 2, 3}, new double[] {1, 2, 3, 4}))
                .isCloseTo(4.5 / Math.sqrt(22.5), within(1e-12));
    }
}
