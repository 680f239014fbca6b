package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.metrics.MaximumMeanDiscrepancy.Estimator;
import dev.gantry.tries.Tries;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The energy distance and the maximum mean discrepancy. */
final class KernelAndEnergyTest {

    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void againstThePlainFormulasOfNumPy() {
        assertThat(EnergyDistance.between(Matrices.C, Matrices.D)).isCloseTo(0.40946075584903285, EXACT);
        assertThat(mmd(0.7, Estimator.UNBIASED, Matrices.C, Matrices.D)).isCloseTo(0.17638661759151797, EXACT);
        assertThat(mmd(0.7, Estimator.BIASED, Matrices.C, Matrices.D)).isCloseTo(0.23791268338124127, EXACT);
        // The median of the 1485 distances is 2.165261495409253.
        assertThat(new MaximumMeanDiscrepancy(Optional.empty(), Estimator.UNBIASED).squared(Matrices.C, Matrices.D))
                .isCloseTo(0.05492729310457101, EXACT);
    }

    @Test
    void ofTwoPairsByHand() {
        double[][] x = {{0}, {1}};
        double[][] y = {{0}, {3}};
        // Between 0, 3, 1 and 2; within 0, 1, 1, 0 and 0, 3, 3, 0.
        assertThat(EnergyDistance.between(x, y)).isCloseTo(2 * 6 / 4.0 - 2 / 4.0 - 6 / 4.0, EXACT);
        double one = Math.exp(-0.5);
        double two = Math.exp(-2);
        double three = Math.exp(-4.5);
        double between = (1 + three + one + two) / 4;
        assertThat(mmd(1, Estimator.UNBIASED, x, y)).isCloseTo(one + three - 2 * between, EXACT);
        assertThat(mmd(1, Estimator.BIASED, x, y)).isCloseTo((1 + one) / 2 + (1 + three) / 2 - 2 * between, EXACT);
    }

    /** Twice the integral of the squared difference of the distribution functions, here steps of 1/4 and 1/5. */
    @Test
    void onTheLineTheEnergyDistanceIsCramers() {
        Tries.of(1000, draw -> {
            long seed = draw.anyLong();
            double[][] x = Matrices.normal(4, 1, seed);
            double[][] y = Matrices.normal(5, 1, ~seed);
            double[] edges = IntStream.range(0, 9)
                    .mapToDouble(i -> i < 4 ? x[i][0] : y[i - 4][0])
                    .sorted()
                    .toArray();
            double integral = 0;
            for (int i = 0; i < 8; i++) {
                double difference = below(x, edges[i]) - below(y, edges[i]);
                integral += difference * difference * (edges[i + 1] - edges[i]);
            }
            assertThat(EnergyDistance.between(x, y)).isCloseTo(2 * integral, EXACT);
        });
    }

    @Test
    void symmetricAndNoughtOnlyForTheSameSet() {
        Tries.of(1000, draw -> {
            long seed = draw.anyLong();
            double[][] x = Matrices.normal(6, 3, seed);
            double[][] y = Matrices.normal(7, 3, ~seed);
            assertThat(EnergyDistance.between(x, y)).isPositive().isCloseTo(EnergyDistance.between(y, x), EXACT);
            assertThat(EnergyDistance.between(x, x)).isCloseTo(0, EXACT);
            assertThat(mmd(1, Estimator.BIASED, x, y)).isPositive().isCloseTo(mmd(1, Estimator.BIASED, y, x), EXACT);
            assertThat(mmd(1, Estimator.BIASED, x, x)).isCloseTo(0, EXACT);
        });
    }

    @Test
    void withoutBiasEqualDistributionsAreNearNoughtOnEitherSide() {
        double[] estimates = IntStream.range(0, 100)
                .mapToDouble(i ->
                        mmd(1, Estimator.UNBIASED, Matrices.normal(50, 2, 2 * i), Matrices.normal(50, 2, 2 * i + 1)))
                .toArray();
        double mean = Arrays.stream(estimates).average().orElseThrow();
        double deviation = Math.sqrt(
                Arrays.stream(estimates).map(value -> value * value).average().orElseThrow());
        assertThat(mean).isCloseTo(0, within(5 * deviation / 10));
        assertThat(Arrays.stream(estimates).min().orElseThrow()).isNegative();
    }

    @Test
    void withoutBiasThereMustBePairs() {
        double[][] one = {{1}};
        assertThatThrownBy(() -> Estimator.UNBIASED.squared(one, one, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 2 samples");
    }

    /** For centred Gaussians of variance 1 and v the kernel's means are (1 + 2 s)^(-1/2) with s = 1, v and (1 + v) / 2. */
    @Test
    void widthsOfGaussians() {
        double expected = 1 / Math.sqrt(3) + 1 / Math.sqrt(1 + 2 * 4) - 2 / Math.sqrt(1 + 1 + 4);
        double[][] x = Matrices.normal(3000, 1, 1);
        double[][] y = Pairwise.map(Matrices.normal(3000, 1, 2), value -> 2 * value);
        assertThat(mmd(1, Estimator.UNBIASED, x, y)).isCloseTo(expected, within(0.01));
    }

    @Test
    void pointsInOnePlaceAreAtNoDistance() {
        double[][] x = Matrices.of(3, 2, (i, j) -> 5);
        for (Estimator estimator : Estimator.values()) {
            assertThat(new MaximumMeanDiscrepancy(Optional.empty(), estimator).squared(x, x))
                    .isCloseTo(0, EXACT);
        }
    }

    @Test
    void asMetrics() {
        Points data = Matrices.points(Matrices.C);
        float[] generated = Matrices.flat(Matrices.D);
        assertThat(new EnergyDistance().measure(data, generated, 30, 1))
                .hasEntrySatisfying(
                        "energy-distance", value -> assertThat(value).isBetween(0.3, 0.5));
        // As many real samples as there are.
        assertThat(new MaximumMeanDiscrepancy(Optional.of(0.7), Estimator.UNBIASED).measure(data, generated, 30, 1))
                .hasEntrySatisfying(
                        "mmd-squared", value -> assertThat(value).isCloseTo(0.17638661759151797, within(1e-6)));
    }

    private static double mmd(double bandwidth, Estimator estimator, double[][] x, double[][] y) {
        return new MaximumMeanDiscrepancy(Optional.of(bandwidth), estimator).squared(x, y);
    }

    private static double below(double[][] points, double edge) {
        return IntStream.range(0, points.length)
                .mapToDouble(i -> points[i][0] <= edge ? 1 : 0)
                .average()
                .orElseThrow();
    }
}
