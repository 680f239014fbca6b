package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.random.Philox;
import dev.gantry.metrics.MaximumMeanDiscrepancy.Estimator;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The kernel distance, KID on Inception's features: the unbiased squared maximum mean discrepancy with the kernel
 * {@code k(x, y) = (x . y / d + 1)^3} of d features (Binkowski et al. 2018, "Demystifying MMD GANs", section 4).
 *
 * <p>Convention: as in the paper's experiments, the mean over subsets drawn at random from each set, without repetition within
 * a subset; TF-GAN cuts both sets into consecutive blocks instead. One subset of at least as many samples as there are is the
 * plain estimate.
 *
 * <p>Value: {@code kernel-distance}; near 0 for equal distributions, and below it by chance.
 *
 * @param subsets how many, from 1 to 10,000
 * @param subsetSize how many samples of each set are in a subset, at least 2; all of a set that has fewer
 */
public record KernelDistance(int subsets, int subsetSize) implements Metric {

    private static final int MOST_SUBSETS = 10_000;

    public KernelDistance {
        Require.count("subsets", MOST_SUBSETS, subsets);
        Require.that(subsetSize >= 2, "subset-size", "at least 2", subsetSize);
    }

    public static MetricProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                KernelDistance.class,
                "kernel-distance",
                "Kernel distance (KID) between real and generated features",
                """
                # over how many random subsets the estimate is averaged
                subsets = 100
                # how many samples of each set are in a subset
                subset-size = 1000
                """);
    }

    @Override
    public List<MetricValue> values() {
        return List.of(MetricValue.lowerIsBetter("kernel-distance"));
    }

    @Override
    public Input input() {
        return Input.FEATURES;
    }

    @Override
    public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        double[][] real = Rows.real(data, count, seed);
        return Map.of("kernel-distance", between(real, Rows.of(generated, count, data), seed));
    }

    /** The distance of two sets of feature vectors, one to a row and two at least; {@code seed} decides the subsets. */
    public double between(double[][] x, double[][] y, long seed) {
        double[][] withinX = kernels(x, x);
        double[][] withinY = kernels(y, y);
        double[][] between = kernels(x, y);
        double[] estimates = IntStream.range(0, subsets)
                .parallel()
                .mapToDouble(subset -> {
                    int[] ofX = subset(x.length, Philox.key(seed, "metrics.kernel-distance.real"), subset);
                    int[] ofY = subset(y.length, Philox.key(seed, "metrics.kernel-distance.generated"), subset);
                    return Estimator.UNBIASED.squared(
                            select(withinX, ofX, ofX), select(withinY, ofY, ofY), select(between, ofX, ofY));
                })
                .toArray();
        // Not the parallel stream's sum, whose order is not fixed.
        return Arrays.stream(estimates).sum() / subsets;
    }

    private static double[][] kernels(double[][] x, double[][] y) {
        int features = x[0].length;
        return Pairwise.map(Pairwise.products(x, y), product -> {
            double base = product / features + 1;
            return base * base * base;
        });
    }

    /** The first of a random permutation, by Fisher and Yates. */
    private int[] subset(int count, long key, int subset) {
        int[] permutation = IntStream.range(0, count).toArray();
        int size = Math.min(subsetSize, count);
        for (int i = 0; i < size; i++) {
            int other = i + (int) (Philox.uniform(key, subset, i) * (count - i));
            int swapped = permutation[i];
            permutation[i] = permutation[other];
            permutation[other] = swapped;
        }
        return Arrays.copyOf(permutation, size);
    }

    private static double[][] select(double[][] matrix, int[] rows, int[] columns) {
        double[][] selected = new double[rows.length][columns.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                selected[i][j] = matrix[rows[i]][columns[j]];
            }
        }
        return selected;
    }
}
