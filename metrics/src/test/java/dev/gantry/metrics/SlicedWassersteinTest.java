package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SlicedWassersteinTest {

    private static final Offset<Double> EXACT = within(1e-6);

    @Test
    void equalSetsInAnotherOrderAreAtNoDistance() {
        float[] points = normal(100, 3, 1);
        float[] backwards = new float[points.length];
        for (int i = 0; i < 100; i++) {
            System.arraycopy(points, 3 * i, backwards, 3 * (99 - i), 3);
        }
        assertThat(distance(Points.of(3, points), backwards, 3, 128)).isCloseTo(0, EXACT);
    }

    @Test
    void onALineItIsTheExactDistanceOfTheSortedSets() {
        // Sorted: 0 1 4 9 and 1 2 3 20, so (1 + 1 + 1 + 11) / 4; both directions of a line give the same.
        assertThat(distance(Points.of(1, 4, 0, 9, 1), new float[] {20, 1, 2, 3}, 1, 5))
                .isCloseTo(3.5, EXACT);
    }

    @ParameterizedTest
    @CsvSource({
        // The mean of |cos| between a fixed and a random direction: gamma(d/2) / (sqrt(pi) gamma((d+1)/2)).
        "1, 1",
        "2, 0.6366197723675814",
        "3, 0.5",
        "4, 0.4244131815783876",
        "16, 0.2026103020681906"
    })
    void aShiftIsItsLengthTimesTheMeanCosine(int features, double cosine) {
        float[] points = normal(20, features, 2);
        float[] shifted = points.clone();
        for (int i = 0; i < points.length; i++) {
            shifted[i] += i % features == features - 1 ? 3 : 0;
        }
        int projections = 5_000;
        // One direction's |cos| varies by less than 0.31, so the mean of 5,000 by less than 0.0044.
        assertThat(distance(Points.of(features, points), shifted, features, projections))
                .isCloseTo(3 * cosine, within(3 * 4 * 0.0044));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 3})
    void scalingScales(double factor) {
        float[] real = normal(50, 2, 3);
        float[] fake = normal(50, 2, 4);
        double once = distance(Points.of(2, real), fake, 2, 64);
        double scaled = distance(Points.of(2, times(real, factor)), times(fake, factor), 2, 64);
        assertThat(scaled).isCloseTo(factor * once, within(1e-5));
    }

    @Test
    void widthsOfCentredGaussiansDifferByTheMeanOfTheHalfNormal() {
        // Along any direction W1(N(0, 1), N(0, s^2)) = |s - 1| sqrt(2 / pi); 20,000 quantile pairs come near it.
        float[] real = normal(20_000, 2, 5);
        float[] fake = times(normal(20_000, 2, 6), 3);
        assertThat(distance(Points.of(2, real), fake, 2, 32)).isCloseTo(2 * Math.sqrt(2 / Math.PI), within(0.05));
    }

    @Test
    void aSetThatIsLargerIsSampledEvenly() {
        // 0 to 999 in order, as of a set sorted by class: one of each hundred, against the middles of the hundreds.
        float[] sorted = new float[1000];
        IntStream.range(0, 1000).forEach(i -> sorted[i] = i);
        float[] middles = new float[10];
        IntStream.range(0, 10).forEach(i -> middles[i] = 100 * i + 50);
        assertThat(distance(Points.of(1, sorted), middles, 1, 1)).isLessThanOrEqualTo(50);
    }

    @Test
    void aSetThatIsSmallerIsUsedWhole() {
        assertThat(distance(Points.of(1, 5, 7), new float[] {7, 6, 1000, 1000}, 1, 3))
                .isCloseTo(0.5, EXACT);
    }

    @Test
    void sourcesWithoutASizeAreRead() {
        assertThat(distance(Points.endless(1, 2), new float[] {3, 3, 3}, 1, 3)).isCloseTo(1, EXACT);
    }

    /** More directions than are projected on at once: on a line, each is forwards or backwards. */
    @Test
    void everyDirectionCounts() {
        assertThat(new SlicedWasserstein(300).between(new double[][] {{0}, {1}}, new double[][] {{3}, {4}}, 1))
                .isEqualTo(3);
    }

    @Test
    void theSeedDecidesTheDirections() {
        Samples real = Points.of(2, normal(10, 2, 7));
        float[] fake = normal(10, 2, 8);
        SlicedWasserstein metric = new SlicedWasserstein(2);
        assertThat(metric.measure(real, fake, 10, 1)).isEqualTo(metric.measure(real, fake, 10, 1));
        assertThat(metric.measure(real, fake, 10, 1)).isNotEqualTo(metric.measure(real, fake, 10, 2));
    }

    private static double distance(Samples real, float[] fake, int features, int projections) {
        return new SlicedWasserstein(projections)
                .measure(real, fake, fake.length / features, 42)
                .get("sliced-wasserstein");
    }

    private static float[] normal(int count, int features, long seed) {
        long key = Philox.key(seed, "test");
        float[] values = new float[count * features];
        IntStream.range(0, values.length).forEach(i -> values[i] = (float) Philox.normal(key, 0, i));
        return values;
    }

    private static float[] times(float[] values, double factor) {
        float[] product = values.clone();
        IntStream.range(0, product.length).forEach(i -> product[i] *= (float) factor);
        return product;
    }
}
