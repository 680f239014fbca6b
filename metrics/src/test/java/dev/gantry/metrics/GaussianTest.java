package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class GaussianTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private final Gaussian standard = new Gaussian(0, 1);
    private final Gaussian other = new Gaussian(3, 0.5);

    @Test
    void figure1() {
        Gaussian shifted = new Gaussian(1, 1);
        // (m - m_q)^2 / 2 for equal widths.
        assertThat(standard.kullbackLeibler(shifted)).isCloseTo(0.5, EXACT);
        assertThat(shifted.kullbackLeibler(standard)).isCloseTo(0.5, EXACT);
        // By adaptive quadrature of QUADPACK.
        assertThat(jensenShannon(JensenShannon.HALVED, standard, shifted)).isCloseTo(0.11142148218473619, EXACT);
        assertThat(jensenShannon(JensenShannon.SUMMED, standard, shifted)).isCloseTo(0.22284296436947238, EXACT);
    }

    @Test
    void otherWidths() {
        assertThat(standard.kullbackLeibler(other)).isCloseTo(Math.log(0.5) + 10 / 0.5 - 0.5, EXACT);
        assertThat(other.kullbackLeibler(standard)).isCloseTo(Math.log(2) + 9.25 / 2 - 0.5, EXACT);
        assertThat(jensenShannon(JensenShannon.HALVED, standard, other)).isCloseTo(0.6308679872205368, EXACT);
        assertThat(standard.wasserstein2(other)).isCloseTo(Math.sqrt(9.25), EXACT);
    }

    @Test
    void farApartTheJensenShannonDivergenceIsLogTwo() {
        assertThat(jensenShannon(JensenShannon.HALVED, standard, new Gaussian(60, 1)))
                .isCloseTo(Math.log(2), EXACT);
    }

    /** The midpoint rule on the definition of the Kullback-Leibler divergence, and on the second moment. */
    @Test
    void closedFormsAgreeWithTheirIntegrals() {
        double step = 1e-3;
        double kl = IntStream.range(-20_000, 20_000)
                .mapToDouble(i -> (i + 0.5) * step)
                .map(x -> standard.density(x) * (logDensity(standard, x) - logDensity(other, x)) * step)
                .sum();
        assertThat(standard.kullbackLeibler(other)).isCloseTo(kl, within(1e-9));
        double variance = IntStream.range(-20_000, 20_000)
                .mapToDouble(i -> (i + 0.5) * step)
                .map(x -> (x - 3) * (x - 3) * other.density(x) * step)
                .sum();
        assertThat(variance).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void theQuadraticDistanceIsThatOfTheQuantiles() {
        int count = 200_000;
        double[] p = quantiles(standard, count);
        double[] q = quantiles(other, count);
        assertThat(Wasserstein1d.of(2, p, q)).isCloseTo(standard.wasserstein2(other), within(1e-4));
    }

    @Test
    void theWidthIsPositive() {
        assertThatThrownBy(() -> new Gaussian(0, 0)).hasMessage("'stddev' must be greater than 0, found 0.0");
    }

    private static double jensenShannon(JensenShannon convention, Gaussian p, Gaussian q) {
        return convention.ofDensities(p::density, q::density, -15, 75);
    }

    private static double logDensity(Gaussian gaussian, double x) {
        double z = (x - gaussian.mean()) / gaussian.stddev();
        return -z * z / 2 - Math.log(gaussian.stddev() * Math.sqrt(2 * Math.PI));
    }

    /** At the middles of equal shares, by summing the density. */
    private static double[] quantiles(Gaussian gaussian, int count) {
        double[] quantiles = new double[count];
        double step = gaussian.stddev() * 1e-5;
        double x = gaussian.mean() - 9 * gaussian.stddev();
        double below = 0;
        for (int i = 0; i < count; i++) {
            while (below < (i + 0.5) / count && x < gaussian.mean() + 9 * gaussian.stddev()) {
                below += gaussian.density(x + step / 2) * step;
                x += step;
            }
            quantiles[i] = x;
        }
        return quantiles;
    }
}
