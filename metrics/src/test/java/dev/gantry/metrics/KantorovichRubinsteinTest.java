package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.tries.Draw;
import dev.gantry.tries.Tries;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class KantorovichRubinsteinTest {

    private static double[][] line(double... points) {
        return Arrays.stream(points).mapToObj(x -> new double[] {x}).toArray(double[][]::new);
    }

    @Test
    void theBestCriticOfAShiftFindsItsLengthAtAnyScale() {
        double[] x = {5, 3, 7};
        double[] y = {2, 0, 4};
        for (double scale : new double[] {0.001, 1, 50}) {
            double[] scoresX = Arrays.stream(x).map(value -> scale * value).toArray();
            double[] scoresY = Arrays.stream(y).map(value -> scale * value).toArray();
            assertThat(KantorovichRubinstein.lowerBound(scoresX, scoresY, line(x), line(y)))
                    .isCloseTo(3, within(1e-12));
        }
    }

    @Test
    void byHand() {
        // The mean rise is 2.5 - 1 = 1.5; the slopes from y = 1 are 1 / 1 to x = 2 and 2 / 3 to x = 4.
        assertThat(KantorovichRubinstein.lowerBound(new double[] {2, 3}, new double[] {1}, line(2, 4), line(1)))
                .isCloseTo(1.5, within(1e-12));
    }

    /** {@code |x|} tells two piles from one between them, which no straight line does. */
    @Test
    void theBestCriticOfTwoPilesBends() {
        double[][] x = line(-3, 3);
        double[][] y = line(0, 0);
        assertThat(KantorovichRubinstein.lowerBound(new double[] {3, 3}, new double[] {0, 0}, x, y))
                .isEqualTo(3);
        assertThat(KantorovichRubinstein.lowerBound(new double[] {-3, 3}, new double[] {0, 0}, x, y))
                .isZero();
    }

    @Test
    void aCriticThatTellsNothingFindsNothing() {
        assertThat(KantorovichRubinstein.lowerBound(new double[] {1, 1}, new double[] {1}, line(0, 1), line(5)))
                .isZero();
        assertThat(KantorovichRubinstein.lowerBound(new double[] {1}, new double[] {2}, line(0), line(5)))
                .as("the wrong way round")
                .isZero();
        assertThat(KantorovichRubinstein.lowerBound(new double[] {2}, new double[] {1}, line(5), line(5)))
                .as("two scores of one point")
                .isZero();
    }

    @Test
    void missingScoresAreRefused() {
        assertThatThrownBy(
                        () -> KantorovichRubinstein.lowerBound(new double[] {1, 2}, new double[] {1}, line(0), line(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be points, and a score for each, found 1 points and 2 scores");
    }

    @Test
    void itIsNeverAboveTheDistance() {
        Tries.of(200, draw -> {
            double[][] x = scored(draw);
            double[][] y = scored(draw);
            boolean smooth = draw.anyBoolean();
            double exact = OptimalTransport.wasserstein(1, points(x), points(y));
            assertThat(KantorovichRubinstein.lowerBound(scores(x, smooth), scores(y, smooth), points(x), points(y)))
                    .isNotNegative()
                    .isLessThanOrEqualTo(exact + 1e-9);
        });
    }

    /** Points of the plane, each with a number behind it. */
    private static double[][] scored(Draw draw) {
        return IntStream.range(0, draw.between(1, 8))
                .mapToObj(row -> IntStream.of(draw.ints(3, -500, 500))
                        .mapToDouble(hundredths -> hundredths / 100.0)
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double[][] points(double[][] scored) {
        return Stream.of(scored).map(row -> Arrays.copyOf(row, 2)).toArray(double[][]::new);
    }

    private static double[] scores(double[][] scored, boolean smooth) {
        return Stream.of(scored)
                .mapToDouble(row -> smooth ? Math.hypot(row[0] - 1, row[1]) : row[2])
                .toArray();
    }
}
