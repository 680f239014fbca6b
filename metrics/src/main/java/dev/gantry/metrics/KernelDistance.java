package dev.gantry.metrics;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.DividedMetric;
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
public record KernelDistance(int subsets, int subsetSize) implements DividedMetric {

    private static final int MOST_SUBSETS = 10_000;

    /** More are work for another part. */
    private static final int SAMPLES_OF_A_PART = 2048;

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
    public int parts(int count) {
        return Math.min(Math.ceilDiv(count, SAMPLES_OF_A_PART), subsets);
    }

    /** The estimates of the subsets that the part has: each of as many as there are parts. */
    @Override
    public double[] measurePart(Samples data, float[] generated, int count, long seed, int part) {
        return estimates(Rows.real(data, count, seed), Rows.of(generated, count, data), seed, part, parts(count));
    }

    @Override
    public Map<String, Double> whole(List<double[]> found) {
        double sum = 0;
        for (int subset = 0; subset < subsets; subset++) {
            sum += found.get(subset % found.size())[subset / found.size()];
        }
        return Map.of("kernel-distance", sum / subsets);
    }

    /** The distance of two sets of feature vectors, one to a row and two at least; {@code seed} decides the subsets. */
    public double between(double[][] x, double[][] y, long seed) {
        return requireNonNull(whole(List.of(estimates(x, y, seed, 0, 1))).get("kernel-distance"));
    }

    /** Of every {@code step}-th subset. */
    private double[] estimates(double[][] x, double[][] y, long seed, int first, int step) {
        int[] chosen = IntStream.iterate(first, subset -> subset < subsets, subset -> subset + step)
                .toArray();
        // Kernels of all samples serve every subset, where they are fewer than those of the subsets.
        boolean shared = (double) x.length * y.length <= (double) chosen.length * subsetSize * subsetSize;
        Kernels all = shared ? Kernels.of(x, y) : Kernels.NONE;
        return Arrays.stream(chosen)
                .parallel()
                .mapToDouble(subset -> {
                    int[] ofX = subset(x.length, Philox.key(seed, "metrics.kernel-distance.real"), subset);
                    int[] ofY = subset(y.length, Philox.key(seed, "metrics.kernel-distance.generated"), subset);
                    Kernels kernels = shared ? all.select(ofX, ofY) : Kernels.of(rows(x, ofX), rows(y, ofY));
                    return Estimator.UNBIASED.squared(kernels.withinX, kernels.withinY, kernels.between);
                })
                .toArray();
    }

    /** The kernel's values within two sets, and between them. */
    @SuppressWarnings("ArrayRecordComponent") // millions of values
    private record Kernels(double[][] withinX, double[][] withinY, double[][] between) {

        private static final Kernels NONE = new Kernels(new double[0][], new double[0][], new double[0][]);

        private static Kernels of(double[][] x, double[][] y) {
            return new Kernels(kernels(x, x), kernels(y, y), kernels(x, y));
        }

        private Kernels select(int[] ofX, int[] ofY) {
            return new Kernels(
                    KernelDistance.select(withinX, ofX, ofX),
                    KernelDistance.select(withinY, ofY, ofY),
                    KernelDistance.select(between, ofX, ofY));
        }
    }

    private static double[][] kernels(double[][] x, double[][] y) {
        int features = x[0].length;
        return Pairwise.map(Pairwise.products(x, y), product -> {
            double base = product / features + 1;
            return base * base * base;
        });
    }

    private static double[][] rows(double[][] points, int[] chosen) {
        return Arrays.stream(chosen).mapToObj(row -> points[row]).toArray(double[][]::new);
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
