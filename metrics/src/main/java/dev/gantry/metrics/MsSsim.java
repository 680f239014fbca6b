package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How alike generated images are: the multi-scale structural similarity of random pairs of them, in the mean (Odena, Olah and
 * Shlens 2017, "Conditional image synthesis with auxiliary classifier GANs", section 4.2). A generator that collapsed gives more
 * alike images than the data has.
 *
 * <p>The similarity is that of Wang, Simoncelli and Bovik 2003, "Multi-scale structural similarity for image quality
 * assessment", equation 7: {@code l_M^w_M prod_j (c_j s_j)^w_j} over scales j = 1 ... M, each half the size of the one before.
 * Conventions: values from -1 to 1 are taken as from 0 to 1, so that K1 = 0.01 and K2 = 0.03 stand for themselves; windows are
 * Gaussian, 11 x 11 with standard deviation 1.5, and lie within the image; images are halved by means of 2 x 2 pixels; a scale's
 * term is the mean over windows, of {@code l c s} at the last scale, and 0 if it is negative; channels are compared each for
 * itself, and averaged.
 *
 * <p>A scale must hold a window. Images whose shorter side is below 176 have fewer than the paper's five scales, those of 28
 * pixels two, and the weights of these are divided by their sum; the value {@code ms-ssim-scales} tells how many they are.
 *
 * <p>Values: {@code ms-ssim} of generated images, from 0 to 1; {@code ms-ssim-of-data}, the same of as many pairs of real images;
 * {@code ms-ssim-scales}.
 *
 * @param pairs how many pairs, from 1 to 1,000,000
 */
public record MsSsim(int pairs) implements Metric {

    private static final double[] WEIGHTS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
    private static final int MOST_PAIRS = 1_000_000;
    private static final int WINDOW = 11;
    private static final double WINDOW_STDDEV = 1.5;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;

    public MsSsim {
        Require.count("pairs", MOST_PAIRS, pairs);
    }

    public static MetricProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                MsSsim.class,
                "ms-ssim",
                "Mean structural similarity of pairs of generated images",
                """
                # how many random pairs
                pairs = 1000
                """);
    }

    @Override
    public List<MetricValue> values() {
        return List.of(
                MetricValue.neitherIsBetter("ms-ssim"),
                MetricValue.neitherIsBetter("ms-ssim-of-data"),
                MetricValue.neitherIsBetter("ms-ssim-scales"));
    }

    /** Images of at least 11 x 11 pixels. */
    @Override
    public boolean appliesTo(Samples data) {
        Shape shape = data.shape();
        return shape.rank() == 3 && Math.min(shape.size(1), shape.size(2)) >= WINDOW;
    }

    /** @throws UnsuitableException if there are fewer than two images, real or generated */
    @Override
    public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        Shape shape = data.shape();
        return Map.of(
                "ms-ssim", meanOfPairs(Rows.of(generated, count, data), shape, seed),
                "ms-ssim-of-data", meanOfPairs(Rows.real(data, count, seed), shape, seed),
                "ms-ssim-scales", (double) scales(shape));
    }

    private double meanOfPairs(double[][] images, Shape shape, long seed) {
        if (images.length < 2) {
            throw new UnsuitableException("a pair needs 2 images, found " + images.length);
        }
        long key = Philox.key(seed, "metrics.ms-ssim.pairs");
        double[] similarities = IntStream.range(0, pairs)
                .parallel()
                .mapToDouble(pair -> {
                    int first = (int) (Philox.uniform(key, pair, 0) * images.length);
                    int step = 1 + (int) (Philox.uniform(key, pair, 1) * (images.length - 1));
                    return similarity(images[first], images[(first + step) % images.length], shape);
                })
                .toArray();
        // Not the parallel stream's sum, whose order is not fixed.
        return Arrays.stream(similarities).sum() / pairs;
    }

    /** How many scales hold a window, five at most. */
    static int scales(Shape shape) {
        int side = Math.min(shape.size(1), shape.size(2));
        int scales = 0;
        while (scales < WEIGHTS.length && side >= WINDOW) {
            scales++;
            side /= 2;
        }
        return scales;
    }

    /** Of two images {@code [C, H, W]} with values from -1 to 1. */
    static double similarity(double[] a, double[] b, Shape shape) {
        int channels = shape.size(0);
        double sum = 0;
        for (int channel = 0; channel < channels; channel++) {
            sum += similarity(Plane.of(a, channel, shape), Plane.of(b, channel, shape), scales(shape));
        }
        return sum / channels;
    }

    private static double similarity(Plane a, Plane b, int scales) {
        double sumOfWeights =
                IntStream.range(0, scales).mapToDouble(scale -> WEIGHTS[scale]).sum();
        double product = 1;
        for (int scale = 0; scale < scales; scale++) {
            double term = term(a, b, scale == scales - 1);
            product *= Math.pow(Math.max(term, 0), WEIGHTS[scale] / sumOfWeights);
            a = a.halved();
            b = b.halved();
        }
        return product;
    }

    /** The mean over windows of {@code c s}, or of {@code l c s} at the last scale. */
    private static double term(Plane a, Plane b, boolean last) {
        Plane meanOfA = a.blurred();
        Plane meanOfB = b.blurred();
        Plane meanOfAA = a.times(a).blurred();
        Plane meanOfBB = b.times(b).blurred();
        Plane meanOfAB = a.times(b).blurred();
        double sum = 0;
        for (int i = 0; i < meanOfA.values.length; i++) {
            double ma = meanOfA.values[i];
            double mb = meanOfB.values[i];
            double variances = meanOfAA.values[i] - ma * ma + meanOfBB.values[i] - mb * mb;
            double covariance = meanOfAB.values[i] - ma * mb;
            double luminance = last ? (2 * ma * mb + C1) / (ma * ma + mb * mb + C1) : 1;
            sum += luminance * (2 * covariance + C2) / (variances + C2);
        }
        return sum / meanOfA.values.length;
    }

    /** One channel of an image, from 0 to 1. */
    @SuppressWarnings("ArrayRecordComponent") // pixels
    private record Plane(double[] values, int height, int width) {

        private static final double[] KERNEL = kernel();

        static Plane of(double[] image, int channel, Shape shape) {
            int height = shape.size(1);
            int width = shape.size(2);
            double[] values = new double[height * width];
            for (int i = 0; i < values.length; i++) {
                values[i] = (image[channel * values.length + i] + 1) / 2;
            }
            return new Plane(values, height, width);
        }

        Plane times(Plane other) {
            double[] products = new double[values.length];
            for (int i = 0; i < products.length; i++) {
                products[i] = values[i] * other.values[i];
            }
            return new Plane(products, height, width);
        }

        /** The means of 2 x 2 pixels; an odd last row or column is left out. */
        Plane halved() {
            int rows = height / 2;
            int columns = width / 2;
            double[] means = new double[rows * columns];
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    int corner = 2 * row * width + 2 * column;
                    means[row * columns + column] =
                            (values[corner] + values[corner + 1] + values[corner + width] + values[corner + width + 1])
                                    / 4;
                }
            }
            return new Plane(means, rows, columns);
        }

        /** The weighted mean of each window that lies within the plane. */
        Plane blurred() {
            return blurred(1, height, width - WINDOW + 1)
                    .blurred(width - WINDOW + 1, height - WINDOW + 1, width - WINDOW + 1);
        }

        /** Along one axis, on which values are {@code step} apart. */
        private Plane blurred(int step, int rows, int columns) {
            double[] means = new double[rows * columns];
            for (int row = 0; row < rows; row++) {
                for (int tap = 0; tap < WINDOW; tap++) {
                    int from = row * width + tap * step;
                    for (int column = 0; column < columns; column++) {
                        means[row * columns + column] += KERNEL[tap] * values[from + column];
                    }
                }
            }
            return new Plane(means, rows, columns);
        }

        private static double[] kernel() {
            return Distributions.normalized(IntStream.range(0, WINDOW)
                    .mapToDouble(tap -> (tap - WINDOW / 2) / WINDOW_STDDEV)
                    .map(z -> Math.exp(-z * z / 2))
                    .toArray());
        }
    }
}
