package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The squared maximum mean discrepancy {@code E k(X, X') + E k(Y, Y') - 2 E k(X, Y)} with the Gaussian kernel
 * {@code k(x, y) = exp(-|x - y|^2 / (2 bandwidth^2))} (Gretton et al. 2012, "A kernel two-sample test").
 *
 * <p>Value: {@code mmd-squared}; near 0 for equal distributions, and below it by chance where the estimator is unbiased.
 *
 * @param bandwidth in the units of the samples, greater than 0; without one it is the median distance between points of both
 *     sets together (Gretton et al. 2012, section 8), or 1 where that is 0
 */
public record MaximumMeanDiscrepancy(Optional<Double> bandwidth, Estimator estimator) implements Metric {

    public MaximumMeanDiscrepancy {
        bandwidth.ifPresent(value -> Require.positive("bandwidth", value));
    }

    /** What stands for the expectations. */
    public enum Estimator {

        /** The means over pairs of different points within a set (Gretton et al. 2012, lemma 6). */
        UNBIASED {
            @Override
            double within(double[][] kernels) {
                if (kernels.length < 2) {
                    throw new UnsuitableException("the unbiased estimate needs at least 2 samples of each, found 1");
                }
                double diagonal = 0;
                for (int i = 0; i < kernels.length; i++) {
                    diagonal += kernels[i][i];
                }
                int n = kernels.length;
                return (sum(kernels) - diagonal) / ((double) n * (n - 1));
            }
        },

        /** The means over all pairs, a point with itself included (what follows lemma 6): never negative. */
        BIASED {
            @Override
            double within(double[][] kernels) {
                return mean(kernels);
            }
        };

        abstract double within(double[][] kernels);

        /** The squared discrepancy from the kernel's values within x, within y and between both. */
        final double squared(double[][] kernelsOfX, double[][] kernelsOfY, double[][] kernelsBetween) {
            return within(kernelsOfX) + within(kernelsOfY) - 2 * mean(kernelsBetween);
        }

        private static double mean(double[][] values) {
            return sum(values) / ((double) values.length * values[0].length);
        }

        private static double sum(double[][] values) {
            return Arrays.stream(values)
                    .mapToDouble(row -> Arrays.stream(row).sum())
                    .sum();
        }
    }

    public static MetricProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                MaximumMeanDiscrepancy.class,
                "mmd",
                "Squared maximum mean discrepancy between real and generated samples, Gaussian kernel",
                """
                # of the kernel, in the units of the samples; null for the median distance between points
                bandwidth = null
                # unbiased or biased
                estimator = unbiased
                """);
    }

    @Override
    public List<MetricValue> values() {
        return List.of(MetricValue.lowerIsBetter("mmd-squared"));
    }

    @Override
    public Input input() {
        return Input.FEATURES;
    }

    @Override
    public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        double[][] real = Rows.real(data, count, seed);
        return Map.of("mmd-squared", squared(real, Rows.of(generated, count, data)));
    }

    /** The squared discrepancy of two sets of points, one to a row; the unbiased estimator needs two of each. */
    public double squared(double[][] x, double[][] y) {
        double[][] withinX = Pairwise.squaredDistances(x, x);
        double[][] withinY = Pairwise.squaredDistances(y, y);
        double[][] between = Pairwise.squaredDistances(x, y);
        double width = bandwidth.orElseGet(() -> medianDistance(withinX, withinY, between));
        double factor = -1 / (2 * width * width);
        return estimator.squared(kernels(withinX, factor), kernels(withinY, factor), kernels(between, factor));
    }

    private static double[][] kernels(double[][] squaredDistances, double factor) {
        return Pairwise.map(squaredDistances, square -> Math.exp(factor * square));
    }

    /** Over pairs of different points; of an even number of pairs, the greater of the middle two. */
    private static double medianDistance(double[][] withinX, double[][] withinY, double[][] between) {
        int n = withinX.length;
        int m = withinY.length;
        double[] squares = new double[(n + m) * (n + m - 1) / 2];
        int filled = 0;
        for (double[][] within : new double[][][] {withinX, withinY}) {
            for (int i = 0; i < within.length; i++) {
                System.arraycopy(within[i], 0, squares, filled, i);
                filled += i;
            }
        }
        for (double[] row : between) {
            System.arraycopy(row, 0, squares, filled, m);
            filled += m;
        }
        Arrays.parallelSort(squares);
        double median = Math.sqrt(squares[filled / 2]);
        return median == 0 ? 1 : median;
    }
}
