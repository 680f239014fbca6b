package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class InceptionScoreTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private final InceptionScore whole = new InceptionScore(1);

    @Test
    @DisplayName("D4 inception score")
    void d4() {
        double[][] logits = Matrices.of(10, 5, (i, j) -> 2 * Math.sin(i + 3 * j));
        assertThat(whole.of(logits)).isCloseTo(1.503112503693679, EXACT);
        assertThat(whole.measure(Matrices.points(logits), Matrices.flat(logits), 10, 1))
                .hasEntrySatisfying(
                        "inception-score", score -> assertThat(score).isCloseTo(1.503112503693679, within(1e-6)));
    }

    @Test
    @DisplayName("U1.15 inception score against the plain formula of NumPy, whole and in three parts")
    void u115() {
        double[][] logits = Matrices.of(12, 4, (i, j) -> 3 * Math.cos(2 * i + 5 * j));
        assertThat(whole.of(logits)).isCloseTo(2.2534432835791023, EXACT);
        assertThat(new InceptionScore(3).of(logits)).isCloseTo(2.170754117342388, EXACT);
    }

    @Test
    @DisplayName("U1.15 inception score of 500 rows each")
    void u115Rows() {
        double[][] logits = Matrices.of(1500, 2, (i, j) -> i < 500 ? 1 + j : i < 1000 ? 2 - j : 2 * j);
        assertThat(whole.of(logits)).isCloseTo(1.162595273110823, EXACT);
    }

    @Test
    void sureAndEvenIsTheNumberOfClasses() {
        double[][] logits = Matrices.of(40, 4, (i, j) -> i % 4 == j ? 1e4 : -1e4);
        assertThat(whole.of(logits)).isCloseTo(4, EXACT);
        assertThat(new InceptionScore(10).of(logits)).isCloseTo(4, EXACT);
    }

    @Test
    void unsureOrOfOneClassIsOne() {
        assertThat(whole.of(Matrices.of(10, 3, (i, j) -> 7))).isCloseTo(1, EXACT);
        assertThat(whole.of(Matrices.of(10, 3, (i, j) -> j == 1 ? 50 : 0))).isCloseTo(1, EXACT);
    }

    @Test
    void unevenPartsHaveEverySample() {
        // Parts of 1 and 2 samples: alone a sample scores 1, and two sure ones of two classes score 2.
        double[][] logits = {{1e3, 0}, {1e3, 0}, {0, 1e3}};
        assertThat(new InceptionScore(2).of(logits)).isCloseTo(1.5, EXACT);
    }

    @Test
    void moreSplitsThanSamplesAreRefused() {
        assertThatThrownBy(() -> new InceptionScore(3).of(new double[][] {{1}, {2}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'splits' must be at most the number of samples, 2, found 3");
    }
}
