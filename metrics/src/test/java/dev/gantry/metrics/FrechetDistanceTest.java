package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class FrechetDistanceTest {

    private static final Offset<Double> EXACT = within(1e-10);

    @Test
    @DisplayName("D4 FID of A and B")
    void d4() {
        assertThat(FrechetDistance.between(Matrices.A, Matrices.B)).isCloseTo(3.030421472290637, EXACT);
        Map<String, Double> measured =
                new FrechetDistance().measure(Matrices.points(Matrices.A), Matrices.flat(Matrices.B), 40, 1);
        assertThat(measured).containsOnlyKeys("frechet-distance");
        assertThat(measured.get("frechet-distance")).isCloseTo(3.030421472290637, within(1e-5));
    }

    @Test
    @DisplayName("D4 FID with singular covariances")
    void d4Singular() {
        double[][] real = Matrices.of(100, 2, (i, j) -> i < 50 && j == 0 ? 2 : 1);
        double[][] generated = Matrices.of(100, 2, (i, j) -> i >= 50 && j == 0 ? 2 : 9);
        assertThat(FrechetDistance.between(real, generated)).isCloseTo(89.0909, within(1e-4));
    }

    @Test
    @DisplayName("U1.14 FID increases with distortion")
    void u114() {
        double[][] noise = Matrices.normal(40, 4, 1);
        double[] distances = DoubleStream.of(0, 0.01, 0.1, 0.5, 1, 5)
                .map(scale -> FrechetDistance.between(Matrices.A, Matrices.plus(Matrices.A, scale, noise)))
                .toArray();
        assertThat(distances[0]).isCloseTo(0, EXACT);
        assertThat(distances).isSorted().doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("U1.15 FID against the plain formula of NumPy and SciPy")
    void u115() {
        assertThat(FrechetDistance.between(Matrices.C, Matrices.D)).isCloseTo(1.5596516989584037, EXACT);
    }

    @Test
    @DisplayName("U1.15 covariance as NumPy's")
    void u115Covariance() {
        double[][] covariance = FrechetDistance.covariance(new double[][] {{1, 2}, {2, 1}});
        assertThat(covariance[0]).containsExactly(new double[] {0.5, -0.5}, EXACT);
        assertThat(covariance[1]).containsExactly(new double[] {-0.5, 0.5}, EXACT);
    }

    @Test
    void gaussiansThatDoNotCommute() {
        double[][] first = {{2, 0.5, 0}, {0.5, 1, 0.3}, {0, 0.3, 1.5}};
        double[][] second = {{1, -0.2, 0.1}, {-0.2, 0.8, 0}, {0.1, 0, 2}};
        // By the matrix root of SciPy.
        assertThat(FrechetDistance.ofGaussians(new double[] {1, 0, 0.5}, first, new double[] {0, 2, 0}, second))
                .isCloseTo(5.699321374598682, EXACT);
    }

    @Test
    void gaussiansWithoutCorrelationAreTheSquaredDistanceOfEachAxis() {
        double[][] first = {{4, 0}, {0, 9}};
        double[][] second = {{1, 0}, {0, 0.25}};
        assertThat(FrechetDistance.ofGaussians(new double[] {0, 1}, first, new double[] {3, 1}, second))
                .isCloseTo(9 + 1 + 6.25, EXACT);
        Gaussian gaussian = new Gaussian(0, 2);
        assertThat(FrechetDistance.ofGaussians(
                        new double[] {0}, new double[][] {{4}}, new double[] {3}, new double[][] {{1}}))
                .isCloseTo(Math.pow(gaussian.wasserstein2(new Gaussian(3, 1)), 2), EXACT);
    }

    @Test
    void aShiftIsItsSquaredLength() {
        double[][] shift = Matrices.of(40, 4, (i, j) -> j);
        assertThat(FrechetDistance.between(Matrices.A, Matrices.plus(Matrices.A, 1, shift)))
                .isCloseTo(1 + 4 + 9, EXACT);
    }

    @Test
    void fewerSamplesThanFeaturesGiveAFiniteValue() {
        double[][] x = Matrices.normal(5, 60, 1);
        double[][] y = Matrices.normal(7, 60, 2);
        double distance = FrechetDistance.between(x, y);
        assertThat(distance).isPositive().isCloseTo(FrechetDistance.between(y, x), EXACT);
        assertThat(FrechetDistance.between(x, x)).isNotNegative().isCloseTo(0, EXACT);
    }

    @Test
    void samplesInSpacesOfTheirOwnDifferByAllTheirVariance() {
        // Variances are 1/2 along the first axis, and 2 along each of the others.
        double[][] x = {{1, 0, 0}, {-1, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
        double[][] y = {{0, 2, 2}, {0, -2, -2}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
        assertThat(FrechetDistance.between(x, y)).isCloseTo(0.5 + 4, EXACT);
    }

    @Test
    void collapsedSetsDifferByTheirMeans() {
        double[][] x = Matrices.of(10, 3, (i, j) -> 1);
        double[][] y = Matrices.of(10, 3, (i, j) -> -1);
        assertThat(FrechetDistance.between(x, y)).isCloseTo(12, EXACT);
    }

    @Test
    void oneSampleHasNoCovariance() {
        assertThatThrownBy(() -> FrechetDistance.between(new double[][] {{1}}, new double[][] {{1}, {2}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a covariance needs at least 2 samples, found 1");
    }
}
