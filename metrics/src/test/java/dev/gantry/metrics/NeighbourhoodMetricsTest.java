package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Precision and recall, density and coverage. */
final class NeighbourhoodMetricsTest {

    /** The nearest neighbours are at 1, 1, 1, and 7 away. */
    private static final Points REAL = Points.of(1, 0, 1, 2, 9);

    @Test
    void precisionAndRecallOnALineByHand() {
        // The balls of the real samples are [-1, 1], [0, 2], [1, 3] and [2, 16], those of the generated [3, 5.5].
        assertThat(new PrecisionRecall(1).measure(REAL, new float[] {3.25f, 3.5f, 4, 4.75f}, 4, 1))
                .isEqualTo(Map.of("precision", 1.0, "recall", 0.0));
        // [2.5, 3.5], [3, 5], [2, 3] and [4, 42], which hold 2 and 9; 23 is beyond 16.
        assertThat(new PrecisionRecall(1).measure(REAL, new float[] {3, 4, 2.5f, 23}, 4, 1))
                .isEqualTo(Map.of("precision", 0.75, "recall", 0.5));
    }

    @Test
    void theEdgeOfABallBelongsToIt() {
        assertThat(new PrecisionRecall(1).measure(Points.of(1, 0, 1), new float[] {-1, 2}, 2, 1))
                .containsEntry("precision", 1.0);
        assertThat(new PrecisionRecall(1).measure(Points.of(1, 0, 1), new float[] {-1.0001f, 2.0001f}, 2, 1))
                .containsEntry("precision", 0.0);
    }

    @Test
    void theSecondNeighbourReachesFurther() {
        // Radii 2, 1, 2 and 8.
        assertThat(new PrecisionRecall(2).measure(REAL, new float[] {-2, -2.5f, 17, 18}, 4, 1))
                .containsEntry("precision", 0.5);
    }

    @Test
    void collapseHasPrecisionWithoutRecall() {
        double[][] real = Matrices.normal(200, 2, 1);
        double[][] generated = Matrices.of(200, 2, (i, j) -> 1e-3 * Math.sin(i + j));
        Map<String, Double> values =
                new PrecisionRecall(3).measure(Matrices.points(real), Matrices.flat(generated), 200, 1);
        assertThat(values.get("precision")).isEqualTo(1);
        assertThat(values.get("recall")).isLessThan(0.05);
        Map<String, Double> others =
                new DensityCoverage(5).measure(Matrices.points(real), Matrices.flat(generated), 200, 1);
        assertThat(others.get("coverage")).isLessThan(0.2);
    }

    @Test
    void densityAndCoverageOnALineByHand() {
        // The balls are [-1, 1], [0, 2], [1, 3] and [2, 16].
        float[] generated = {0.5f, 2, 2.5f, 100};
        // In two, three, two and none of them; each ball holds one.
        assertThat(new DensityCoverage(1).measure(REAL, generated, 4, 1))
                .isEqualTo(Map.of("density", 7 / 4.0, "coverage", 1.0));
        // With k = 2 they are [-2, 2], [0, 2], [0, 4] and [1, 17]: in three, four, two and none.
        assertThat(new DensityCoverage(2).measure(REAL, generated, 4, 1))
                .isEqualTo(Map.of("density", 9 / 4.0 / 2, "coverage", 1.0));
        assertThat(new DensityCoverage(1).measure(REAL, new float[] {-0.5f, 20, 21, 22}, 4, 1))
                .isEqualTo(Map.of("density", 1 / 4.0, "coverage", 0.25));
    }

    @Test
    void equalDistributionsHaveTheExpectedDensityAndCoverage() {
        Map<String, Double> values = new DensityCoverage(5)
                .measure(
                        Matrices.points(Matrices.normal(1000, 2, 1)),
                        Matrices.flat(Matrices.normal(1000, 2, 2)),
                        1000,
                        1);
        // Naeem et al., lemmas 1 and 2: 1, and 1 - 2^-5 for many samples.
        assertThat(values.get("density")).isCloseTo(1, within(0.1));
        assertThat(values.get("coverage")).isCloseTo(31 / 32.0, within(0.03));
    }

    @Test
    void setsThatAreFarApartHaveNothingInCommon() {
        double[][] far = Matrices.plus(Matrices.A, 1, Matrices.of(40, 4, (i, j) -> 1000));
        assertThat(new PrecisionRecall(3).measure(Matrices.points(Matrices.A), Matrices.flat(far), 40, 1))
                .isEqualTo(Map.of("precision", 0.0, "recall", 0.0));
        assertThat(new DensityCoverage(5).measure(Matrices.points(Matrices.A), Matrices.flat(far), 40, 1))
                .isEqualTo(Map.of("density", 0.0, "coverage", 0.0));
    }

    @Test
    void setsOfSeveralPartsOnALineByHand() {
        int count = 5000;
        // The balls reach 1 to either side, and 4.
        float[] steps = Matrices.flat(Matrices.of(count, 1, (i, _) -> i));
        float[] strides = Matrices.flat(Matrices.of(count, 1, (i, _) -> 4 * i + 0.25));

        assertThat(new PrecisionRecall(1).parts(count)).isEqualTo(6);
        assertThat(new PrecisionRecall(1).measure(Points.of(1, steps), strides, count, 1))
                .isEqualTo(Map.of("precision", 0.25, "recall", 1.0));
        assertThat(new PrecisionRecall(1).measure(Points.of(1, strides), steps, count, 1))
                .isEqualTo(Map.of("precision", 1.0, "recall", 0.25));
        assertThat(new DensityCoverage(1).parts(count)).isEqualTo(3);
        // 1,250 are near to two each; of four balls beside each other, two hold one.
        assertThat(new DensityCoverage(1).measure(Points.of(1, steps), strides, count, 1))
                .isEqualTo(Map.of("density", 0.5, "coverage", 0.5));
    }

    @Test
    void theRealSamplesMayBeFewer() {
        float[] near = Matrices.flat(Matrices.of(5000, 1, (i, _) -> i < 1000 ? 5 : 100));
        assertThat(new PrecisionRecall(1).measure(REAL, near, 5000, 1)).containsEntry("precision", 0.2);
        assertThat(new DensityCoverage(1).measure(REAL, near, 5000, 1))
                .isEqualTo(Map.of("density", 0.2, "coverage", 0.25));
    }

    @Test
    void theyNeedMoreSamplesThanNeighbours() {
        assertThat(new PrecisionRecall(3).appliesTo(REAL)).isTrue();
        assertThat(new PrecisionRecall(4).appliesTo(REAL)).isFalse();
        assertThat(new DensityCoverage(4).appliesTo(REAL)).isFalse();
        assertThat(new DensityCoverage(4).appliesTo(Points.endless(1, 2))).isTrue();
        assertThatThrownBy(() -> new PrecisionRecall(3).measure(REAL, new float[3], 3, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'k' must be less than the number of samples, 3, found 3");
    }
}
