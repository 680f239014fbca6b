package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class KernelDistanceTest {

    private static final Offset<Double> EXACT = within(1e-10);

    private final KernelDistance plain = new KernelDistance(1, 1000);

    @Test
    @DisplayName("D4 KID of A and B")
    void d4() {
        assertThat(plain.between(Matrices.A, Matrices.B, 1)).isCloseTo(3.128936130862302, EXACT);
        Map<String, Double> measured = plain.measure(Matrices.points(Matrices.A), Matrices.flat(Matrices.B), 40, 1);
        assertThat(measured).containsOnlyKeys("kernel-distance");
        assertThat(measured.get("kernel-distance")).isCloseTo(3.128936130862302, within(1e-5));
    }

    @Test
    @DisplayName("U1.15 KID against the plain formula of NumPy")
    void u115() {
        assertThat(plain.between(Matrices.C, Matrices.D, 1)).isCloseTo(1.5002929150807804, EXACT);
    }

    @Test
    void subsetsOfTwoPairsByHand() {
        // k(x, y) = (x y + 1)^3: within {1, 0} it is 1, within {2, 3} it is 343; between both sets 27, 64, 1 and 1.
        double[][] x = {{1}, {0}};
        double[][] y = {{2}, {3}};
        assertThat(new KernelDistance(5, 2).between(x, y, 1)).isCloseTo(1 + 343 - 2 * 93 / 4.0, EXACT);
    }

    @Test
    void theMeanOverSubsetsIsThatOfAllSamples() {
        double[][] x = Matrices.normal(60, 3, 1);
        double[][] y = Matrices.plus(Matrices.normal(60, 3, 2), 1, Matrices.of(60, 3, (i, j) -> 0.5));
        double all = plain.between(x, y, 1);
        double[] single = IntStream.range(0, 400)
                .mapToDouble(seed -> new KernelDistance(1, 20).between(x, y, seed))
                .toArray();
        double mean = Arrays.stream(single).average().orElseThrow();
        double variance = Arrays.stream(single)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / 399;
        // Five standard errors.
        assertThat(mean).isCloseTo(all, within(5 * Math.sqrt(variance / 400)));
        assertThat(new KernelDistance(400, 20).between(x, y, 9)).isCloseTo(all, within(5 * Math.sqrt(variance / 400)));
    }

    @Test
    void equalDistributionsAreNearNoughtOnEitherSide() {
        double[] estimates = IntStream.range(0, 100)
                .mapToDouble(i -> plain.between(Matrices.normal(50, 2, 2 * i), Matrices.normal(50, 2, 2 * i + 1), 1))
                .toArray();
        double mean = Arrays.stream(estimates).average().orElseThrow();
        double deviation = Math.sqrt(
                Arrays.stream(estimates).map(value -> value * value).average().orElseThrow());
        assertThat(mean).isCloseTo(0, within(5 * deviation / 10));
        assertThat(Arrays.stream(estimates).min().orElseThrow()).isNegative();
    }

    @Test
    void subsetsAreDealtToPartsAndAddedInTheirOrder() {
        int count = 5000;
        double[][] x = Matrices.of(count, 1, (i, _) -> i % 7);
        double[][] y = Matrices.of(count, 1, (i, _) -> i % 5);
        KernelDistance metric = new KernelDistance(7, 20);

        assertThat(metric.parts(count)).isEqualTo(3);
        assertThat(new KernelDistance(2, 20).parts(count)).isEqualTo(2);
        assertThat(metric.measure(Matrices.points(x), Matrices.flat(y), count, 1))
                .containsEntry("kernel-distance", metric.between(x, y, 1));
    }

    @Test
    void theSeedDecidesTheSubsets() {
        KernelDistance metric = new KernelDistance(3, 10);
        assertThat(metric.between(Matrices.A, Matrices.B, 1)).isEqualTo(metric.between(Matrices.A, Matrices.B, 1));
        assertThat(metric.between(Matrices.A, Matrices.B, 1)).isNotEqualTo(metric.between(Matrices.A, Matrices.B, 2));
    }
}
