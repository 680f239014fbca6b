package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.Mixture;
import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tolerances of moments are about five standard errors of 200,000 draws. */
final class SyntheticSamplesTest {

    private static final int COUNT = 200_000;

    static Stream<DataSource> sources() {
        return Stream.of(
                new GaussianRing(8, 2, 0.02, 1),
                new GaussianGrid(5, 2, 0.05, 2.828),
                new TwoGaussians(1, 2, 0.2),
                new TwoGaussians(5, 2, 0.2),
                new SwissRoll(0.25, 7.5));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void anIndexHasTheSameValuesInAnyOrderAndOnAnyThread(DataSource source) {
        Samples samples = source.open(7);
        int features = (int) samples.shape().size();
        float[] forwards = new float[1000 * features];
        IntStream.range(0, 1000).forEach(i -> samples.read(i, forwards, i * features));
        float[] inParallel = new float[1000 * features];
        IntStream.range(0, 1000).parallel().forEach(i -> samples.read(999 - i, inParallel, (999 - i) * features));
        float[] openedAgain = new float[features];
        source.open(7).read(500, openedAgain, 0);

        assertThat(inParallel).containsExactly(forwards);
        assertThat(openedAgain).containsExactly(Arrays.copyOfRange(forwards, 500 * features, 501 * features));
        assertThat(samples.size()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void indicesAndSeedsDiffer(DataSource source) {
        float[] first = read(source.open(7), 0, 1);
        assertThat(read(source.open(7), 1, 1)).isNotEqualTo(first);
        assertThat(read(source.open(8), 0, 1)).isNotEqualTo(first);
        assertThat(read(source.open(7), 1L << 32, 1)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void nothingIsWrittenBesideTheSample(DataSource source) {
        Samples samples = source.open(1);
        int features = (int) samples.shape().size();
        float[] target = new float[features + 2];
        Arrays.fill(target, 99);
        samples.read(3, target, 1);
        assertThat(target[0]).isEqualTo(99);
        assertThat(target[features + 1]).isEqualTo(99);
        assertThat(Arrays.copyOfRange(target, 1, features + 1)).doesNotContain(99);
    }

    @Test
    void ringHasItsModesOnTheCircle() {
        Mixture mixture = new GaussianRing(8, 2, 0.02, 1).open(1).mixture().orElseThrow();
        assertThat(mixture.stddev()).isEqualTo(0.02);
        assertThat(mixture.modes()).hasSize(8).doesNotHaveDuplicates();
        assertThat(mixture.modes().getFirst()).isEqualTo(List.of(2.0, 0.0));
        assertThat(mixture.modes().get(1).get(0)).isCloseTo(Math.sqrt(2), within(1e-12));
        assertThat(mixture.modes().get(1).get(1)).isCloseTo(Math.sqrt(2), within(1e-12));
    }

    @Test
    void ringsMoments() {
        Samples samples = new GaussianRing(8, 2, 0.3, 2).open(11);
        float[] values = read(samples, 0, COUNT);
        // Before scaling: E x = 0, E x^2 = radius^2 / 2 + stddev^2, and x and y are uncorrelated.
        assertThat(mean(values, 2, 0)).isCloseTo(0, within(0.01));
        assertThat(mean(values, 2, 1)).isCloseTo(0, within(0.01));
        assertThat(product(values, 2, 0, 0)).isCloseTo((2 + 0.09) / 4, within(0.006));
        assertThat(product(values, 2, 1, 1)).isCloseTo((2 + 0.09) / 4, within(0.006));
        assertThat(product(values, 2, 0, 1)).isCloseTo(0, within(0.006));
    }

    @Test
    void modesAreEquallyLikelyAndOfTheStatedWidth() {
        Samples samples = new GaussianGrid(5, 2, 0.05, 2.828).open(3);
        Mixture mixture = samples.mixture().orElseThrow();
        float[] values = read(samples, 0, COUNT);
        int[] counts = new int[25];
        double[] squares = new double[2];
        for (int i = 0; i < COUNT; i++) {
            double x = values[2 * i] * 2.828;
            double y = values[2 * i + 1] * 2.828;
            long column = Math.round(x / 2);
            long row = Math.round(y / 2);
            counts[(int) ((column + 2) * 5 + row + 2)]++;
            squares[0] += (x - 2 * column) * (x - 2 * column);
            squares[1] += (y - 2 * row) * (y - 2 * row);
        }
        assertThat(mixture.stddev()).isEqualTo(0.05 / 2.828);
        // Binomial with mean 8,000 and standard deviation 88.
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(8000 - 440, 8000 + 440));
        assertThat(squares[0] / COUNT).isCloseTo(0.0025, within(0.00004));
        assertThat(squares[1] / COUNT).isCloseTo(0.0025, within(0.00004));
    }

    @Test
    void gridHasTheCentresOfTheWassersteinCode() {
        Mixture mixture = new GaussianGrid(5, 2, 0.05, 2.828).open(1).mixture().orElseThrow();
        List<List<Double>> expected = Stream.of(-4, -2, 0, 2, 4)
                .flatMap(x -> Stream.of(-4, -2, 0, 2, 4).map(y -> List.of(x / 2.828, y / 2.828)))
                .toList();
        assertThat(mixture.modes()).containsExactlyElementsOf(expected);
    }

    @Test
    void twoGaussiansAreApartAlongTheFirstAxisOnly() {
        Samples samples = new TwoGaussians(3, 4, 0.5).open(5);
        float[] values = read(samples, 0, COUNT);
        assertThat(samples.shape()).isEqualTo(Shape.of(3));
        assertThat(samples.mixture().orElseThrow().modes())
                .containsExactly(List.of(-2.0, 0.0, 0.0), List.of(2.0, 0.0, 0.0));
        assertThat(mean(values, 3, 0)).isCloseTo(0, within(0.025));
        assertThat(product(values, 3, 0, 0)).isCloseTo(4 + 0.25, within(0.025));
        for (int axis = 1; axis < 3; axis++) {
            assertThat(mean(values, 3, axis)).isCloseTo(0, within(0.006));
            assertThat(product(values, 3, axis, axis)).isCloseTo(0.25, within(0.004));
        }
        assertThat(product(values, 3, 0, 1)).isCloseTo(0, within(0.012));
        assertThat(product(values, 3, 1, 2)).isCloseTo(0, within(0.003));
    }

    @Test
    void withoutNoiseTheRollIsTheSpiralOnWhichAngleIsRadius() {
        float[] values = read(new SwissRoll(0, 2).open(5), 0, 1000);
        for (int i = 0; i < 1000; i++) {
            double x = 2.0 * values[2 * i];
            double y = 2.0 * values[2 * i + 1];
            double radius = Math.hypot(x, y);
            assertThat(radius).isBetween(1.5 * Math.PI - 1e-5, 4.5 * Math.PI + 1e-5);
            assertThat(Math.cos(radius) * radius).isCloseTo(x, within(1e-4));
            assertThat(Math.sin(radius) * radius).isCloseTo(y, within(1e-4));
        }
    }

    @Test
    void rollsMeanSquaredRadius() {
        float[] values = read(new SwissRoll(0.25, 7.5).open(5), 0, COUNT);
        double low = 1.5 * Math.PI;
        double high = 4.5 * Math.PI;
        double meanSquareOfT = (Math.pow(high, 3) - Math.pow(low, 3)) / (3 * (high - low));
        double expected = (meanSquareOfT + 2 * 0.0625) / (7.5 * 7.5);
        assertThat(product(values, 2, 0, 0) + product(values, 2, 1, 1)).isCloseTo(expected, within(0.012));
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new GaussianRing(0, 2, 0.02, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'modes' must be at least 1, found 0");
        assertThatThrownBy(() -> new GaussianGrid(5, 2, -0.05, 1))
                .hasMessage("'stddev' must be at least 0, found -0.05");
        assertThatThrownBy(() -> new TwoGaussians(0, 2, 1)).hasMessage("'dimensions' must be at least 1, found 0");
        assertThatThrownBy(() -> new SwissRoll(0.25, 0)).hasMessage("'scale' must be greater than 0, found 0.0");
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> new GaussianRing(3_000_000, 2, 0.02, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'modes' must be at most 10000, found 3000000");
        assertThatThrownBy(() -> new GaussianGrid(Integer.MAX_VALUE, 2, 0.05, 1))
                .hasMessage("'side' must be at most 100, found 2147483647");
        assertThatThrownBy(() -> new TwoGaussians(1_000_000_000, 2, 1))
                .hasMessage("'dimensions' must be at most 65536, found 1000000000");
    }

    @Test
    void theLargestSizesAreRead() {
        assertThat(new GaussianRing(10_000, 2, 0.02, 1).open(1).classes()).isEqualTo(10_000);
        assertThat(new GaussianGrid(100, 2, 0.05, 1).open(1).classes()).isEqualTo(10_000);
        assertThat(read(new TwoGaussians(65_536, 2, 1).open(1), 0, 1)).hasSize(65_536);
    }

    private static float[] read(Samples samples, long first, int count) {
        int features = (int) samples.shape().size();
        float[] values = new float[count * features];
        for (int i = 0; i < count; i++) {
            samples.read(first + i, values, i * features);
        }
        return values;
    }

    private static double mean(float[] values, int features, int axis) {
        return IntStream.range(0, values.length / features)
                .mapToDouble(i -> values[i * features + axis])
                .average()
                .orElseThrow();
    }

    private static double product(float[] values, int features, int a, int b) {
        return IntStream.range(0, values.length / features)
                .mapToDouble(i -> (double) values[i * features + a] * values[i * features + b])
                .average()
                .orElseThrow();
    }

    /** Each draw lies near the mode that its label names. */
    @Test
    void labelsAreModes() {
        try (Samples samples = new GaussianRing(8, 1, 0.01, 1).open(3)) {
            assertThat(samples.classes()).isEqualTo(8);
            float[] point = new float[2];
            for (int i = 0; i < 200; i++) {
                samples.read(i, point, 0);
                List<Double> mode = samples.mixture().orElseThrow().modes().get(samples.label(i));
                assertThat(Math.hypot(point[0] - mode.get(0), point[1] - mode.get(1)))
                        .isLessThan(0.06);
            }
        }
    }
}
