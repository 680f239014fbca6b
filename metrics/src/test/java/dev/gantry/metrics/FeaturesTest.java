package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.metric.Features;
import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class FeaturesTest {

    private static final Shape IMAGE = Shape.of(3, 20, 17);

    static List<Features> all() {
        return List.of(new Pixels(), new RandomConvolution(4, 7));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aVectorDoesNotDependOnTheOthers(Features features) {
        for (Shape shape : List.of(IMAGE, Shape.of(5), Shape.of(1, 1, 1))) {
            int values = (int) shape.size();
            float[] samples = Matrices.flat(Matrices.normal(6, values, 1));
            float[] together = features.of(samples, 6, shape);
            int size = features.size(shape);
            assertThat(together).hasSize(6 * size);
            for (int i = 0; i < 6; i++) {
                float[] alone = features.of(Arrays.copyOfRange(samples, i * values, (i + 1) * values), 1, shape);
                assertThat(alone).isEqualTo(Arrays.copyOfRange(together, i * size, (i + 1) * size));
            }
        }
    }

    @Test
    void pixelsAreTheSamples() {
        float[] samples = {1, 2, 3, 4, 5, 6, 7, 8};
        assertThat(new Pixels().of(samples, 2, Shape.of(3))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(new Pixels().size(IMAGE)).isEqualTo(3 * 20 * 17);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 64", "8, 16, 64", "17, 9, 128", "28, 28, 128", "32, 32, 128", "33, 20, 256", "64, 64, 256"})
    void imagesAreHalvedUntilTheyAreSmall(int height, int width, int size) {
        assertThat(new RandomConvolution(16, 0).size(Shape.of(3, height, width)))
                .isEqualTo(size);
    }

    @Test
    void vectorsAreProjected() {
        assertThat(new RandomConvolution(16, 0).size(Shape.of(2))).isEqualTo(256);
        // Each is the positive part of a linear function: of x and -x it is the function's size.
        float[] features = new RandomConvolution(16, 0).of(new float[] {3, 0, -3, 0, 6, 0}, 3, Shape.of(2));
        for (int i = 0; i < 256; i++) {
            assertThat(Math.min(features[i], features[256 + i])).isZero();
            assertThat(features[512 + i]).isCloseTo(2 * features[i], within(1e-5f));
        }
    }

    @Test
    void squaresOfProjectionsKeepTheMeanLength() {
        // Half of E (w . x)^2 = 2 / n |x|^2 is left after ReLU: with 16,000 projections, |x|^2 / n.
        float[] features = new RandomConvolution(1000, 0).of(new float[] {1, -2, 2}, 1, Shape.of(3));
        double mean = IntStream.range(0, features.length)
                .mapToDouble(i -> features[i] * features[i])
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(3, within(0.3));
    }

    /** One 2 x 2 image and one map: every pixel's sum by hand from the weights, which the stream's first nine numbers are. */
    @Test
    void aSmallImageByHand() {
        long key = Philox.key(5, "metrics.random-convolution");
        float[] w = new float[9];
        IntStream.range(0, 9).forEach(i -> w[i] = (float) (Math.sqrt(2.0 / 9) * Philox.normal(key, 0, i)));
        float[] x = {0.5f, -1, 2, 0.25f};
        double mean = 0;
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 2; column++) {
                double sum = 0;
                for (int i = 0; i < 2; i++) {
                    for (int j = 0; j < 2; j++) {
                        sum += w[3 * (i - row + 1) + j - column + 1] * x[2 * i + j];
                    }
                }
                mean += Math.max(sum, 0) / 4;
            }
        }
        float expected = (float) mean;
        assertThat(new RandomConvolution(1, 5).of(x, 1, Shape.of(1, 2, 2)))
                .containsExactly(new float[] {expected, expected, expected, expected}, within(1e-6f));
    }

    /** Two convolutions of images with odd sides, as their definition says. */
    @ParameterizedTest
    @CsvSource({"3, 20, 17", "1, 17, 3", "2, 1, 31"})
    void aLargerImageByItsDefinition(int channels, int height, int width) {
        long key = Philox.key(7, "metrics.random-convolution");
        float[] image = Matrices.flat(Matrices.normal(1, channels * height * width, 1));
        double[][][] maps = new double[channels][height][width];
        for (int i = 0; i < image.length; i++) {
            maps[i / (height * width)][i / width % height][i % width] = image[i];
        }
        for (int layer = 0; layer < 2; layer++) {
            maps = halved(convolved(maps, 4 << layer, key, layer));
        }

        float[] features = new RandomConvolution(4, 7).of(image, 1, Shape.of(channels, height, width));

        int rows = maps[0].length;
        int columns = maps[0][0].length;
        int tall = (rows + 1) / 2;
        int wide = (columns + 1) / 2;
        assertThat(features).hasSize(8 * 4);
        for (int i = 0; i < features.length; i++) {
            double[][] map = maps[i / 4];
            int top = i % 4 / 2 * (rows - tall);
            int left = i % 2 * (columns - wide);
            double mean = IntStream.range(0, tall * wide)
                    .mapToDouble(k -> map[top + k / wide][left + k % wide])
                    .average()
                    .orElseThrow();
            assertThat((double) features[i]).isCloseTo(mean, within(1e-5));
        }
    }

    private static double[][][] convolved(double[][][] maps, int outputs, long key, int layer) {
        int height = maps[0].length;
        int width = maps[0][0].length;
        double stddev = Math.sqrt(2.0 / (9 * maps.length));
        double[][][] sums = new double[outputs][height][width];
        for (int i = 0; i < outputs * maps.length * 9; i++) {
            double weight = stddev * Philox.normal(key, layer, i);
            double[][] input = maps[i / 9 % maps.length];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int row = y + i / 3 % 3 - 1;
                    int column = x + i % 3 - 1;
                    if (row >= 0 && row < height && column >= 0 && column < width) {
                        sums[i / 9 / maps.length][y][x] += weight * input[row][column];
                    }
                }
            }
        }
        return sums;
    }

    private static double[][][] halved(double[][][] maps) {
        int height = maps[0].length;
        int width = maps[0][0].length;
        double[][][] means = new double[maps.length][(height + 1) / 2][(width + 1) / 2];
        for (int map = 0; map < maps.length; map++) {
            for (int i = 0; i < 4 * means[map].length * means[map][0].length; i++) {
                int row = i / 4 / means[map][0].length;
                int column = i / 4 % means[map][0].length;
                double pixel =
                        maps[map][Math.min(2 * row + i / 2 % 2, height - 1)][Math.min(2 * column + i % 2, width - 1)];
                means[map][row][column] += Math.max(pixel, 0) / 4;
            }
        }
        return means;
    }

    @Test
    void quartersTellWhereSomethingIs() {
        Shape shape = Shape.of(1, 16, 16);
        float[] corner = new float[256];
        IntStream.range(0, 16).forEach(i -> corner[i / 4 * 16 + i % 4] = 1);
        float[] features = new RandomConvolution(8, 0).of(corner, 1, shape);
        for (int map = 0; map < 8; map++) {
            assertThat(Arrays.copyOfRange(features, 4 * map + 1, 4 * map + 4)).containsOnly(0);
        }
        assertThat(IntStream.range(0, 8).mapToDouble(map -> features[4 * map]).sum())
                .isPositive();
    }

    @Test
    void theSeedDecidesTheWeights() {
        float[] image = Matrices.flat(Matrices.normal(1, (int) IMAGE.size(), 1));
        float[] features = new RandomConvolution(4, 1).of(image, 1, IMAGE);
        assertThat(new RandomConvolution(4, 1).of(image, 1, IMAGE)).isEqualTo(features);
        assertThat(new RandomConvolution(4, 2).of(image, 1, IMAGE)).isNotEqualTo(features);
    }
}
