package dev.gantry.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {

    /** By SciPy: {@code scipy.stats.t.ppf(0.975, degrees)}. */
    @ParameterizedTest
    @CsvSource({
        "1, 12.706204736174694",
        "2, 4.302652729749462",
        "3, 3.1824463052837078",
        "4, 2.7764451051977934",
        "5, 2.5705818356363146",
        "9, 2.262157162798205",
        "30, 2.042272456301236",
        "99, 1.9842169515864174",
        "1000, 1.9623390808264083"
    })
    void boundsOfStudentsDistribution(int degrees, double bound) {
        assertThat(StudentT.bound(0.95, degrees)).isCloseTo(bound, within(1e-9));
    }

    @Test
    void intervalByHand() {
        Estimate estimate = new Estimate(
                "m", "v", Optional.empty(), Optional.empty(), 10, Optional.empty(), List.of(1.0, 2.0, 3.0, 4.0, 5.0));

        // s^2 = 10 / 4, so s / sqrt(5) = sqrt(1 / 2).
        double margin = 2.7764451051977934 * Math.sqrt(0.5);
        assertThat(estimate.mean()).isEqualTo(3);
        assertThat(estimate.low()).isCloseTo(3 - margin, within(1e-9));
        assertThat(estimate.high()).isCloseTo(3 + margin, within(1e-9));
    }

    @Test
    void equalValuesLeaveNoDoubt() {
        assertThat(new Estimate("m", "v", Optional.empty(), Optional.empty(), 10, Optional.empty(), List.of(0.5, 0.5))
                        .margin())
                .isZero();
    }
}
