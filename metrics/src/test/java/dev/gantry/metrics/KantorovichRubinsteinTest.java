package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class KantorovichRubinsteinTest {

    private static double[][] line(double... points) {
        return Arrays.stream(points).mapToObj(x -> new double[] {x}).toArray(double[][]::new);
    }

    @Example
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

    @Example
    void byHand() {
        // The mean rise is 2.5 - 1 = 1.5; the slopes from y = 1 are 1 / 1 to x = 2 and 2 / 3 to x = 4.
        assertThat(KantorovichRubinstein.lowerBound(new double[] {2, 3}, new double[] {1}, line(2, 4), line(1)))
                .isCloseTo(1.5, within(1e-12));
    }

    /** {@code |x|} tells two piles from one between them, which no straight line does. */
    @Example
    void theBestCriticOfTwoPilesBends() {
        double[][] x = line(-3, 3);
        double[][] y = line(0, 0);
        assertThat(KantorovichRubinstein.lowerBound(new double[] {3, 3}, new double[] {0, 0}, x, y))
                .isEqualTo(3);
        assertThat(KantorovichRubinstein.lowerBound(new double[] {-3, 3}, new double[] {0, 0}, x, y))
                .isZero();
    }

    @Example
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

    @Example
    void missingScoresAreRefused() {
        assertThatThrownBy(
                        () -> KantorovichRubinstein.lowerBound(new double[] {1, 2}, new double[] {1}, line(0), line(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be points, and a score for each, found 1 points and 2 scores");
    }

    @Property(tries = 200)
    void itIsNeverAboveTheDistance(
            @ForAll("scored") double[][] x, @ForAll("scored") double[][] y, @ForAll boolean smooth) {
        double exact = OptimalTransport.wasserstein(1, points(x), points(y));
        assertThat(KantorovichRubinstein.lowerBound(scores(x, smooth), scores(y, smooth), points(x), points(y)))
                .isNotNegative()
                .isLessThanOrEqualTo(exact + 1e-9);
    }

    /** Points of the plane, each with a number behind it. */
    @Provide
    static Arbitrary<double[][]> scored() {
        Arbitrary<double[]> row = Arbitraries.doubles()
                .between(-5, 5)
                .ofScale(2)
                .array(double[].class)
                .ofSize(3);
        return row.array(double[][].class).ofMinSize(1).ofMaxSize(8);
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
