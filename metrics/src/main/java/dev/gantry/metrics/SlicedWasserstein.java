package dev.gantry.metrics;

import dev.gantry.core.random.Philox;
import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.Metric;
import dev.gantry.core.spi.MetricProvider;
import dev.gantry.core.spi.Require;
import dev.gantry.core.spi.Samples;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sliced Wasserstein distance of order 1 (Rabin et al. 2012, "Wasserstein barycenter and its application to texture
 * mixing"; Bonneel et al. 2015): the mean, over random directions, of the distance W1 between the real and the generated
 * samples projected on the direction, in the units of the samples. As many real samples are used as generated ones, or as
 * many generated ones as there are real.
 *
 * <p>Value: {@code sliced-wasserstein}, 0 for two equal sets.
 *
 * @param projections how many directions
 */
public record SlicedWasserstein(int projections) implements Metric {

    private static final int FEATURES_AT_ONCE = 16;

    public SlicedWasserstein {
        Require.positive("projections", projections);
    }

    public static MetricProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                SlicedWasserstein.class,
                "sliced-wasserstein",
                "Mean Wasserstein distance between real and generated samples along random directions",
                """
                # how many directions
                projections = 128
                """);
    }

    @Override
    public SortedMap<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        int features = (int) data.shape().size();
        int used = (int) Math.min(count, data.size().orElse(count));
        float[] real = real(data, features, used, seed);
        double[][] directions = directions(features, seed);
        double[][] realProjections = project(real, used, directions);
        double[][] fakeProjections = project(generated, used, directions);
        double sum = 0;
        for (int direction = 0; direction < projections; direction++) {
            sum += distance(column(realProjections, direction), column(fakeProjections, direction));
        }
        return new TreeMap<>(Map.of("sliced-wasserstein", sum / projections));
    }

    /** Distinct samples: one from each of equal parts of a set that has a size, so that an order by class does no harm. */
    private static float[] real(Samples data, int features, int used, long seed) {
        long key = Philox.key(seed, "metrics.sliced-wasserstein.samples");
        float[] real = new float[used * features];
        if (data.size().isPresent()) {
            double part = (double) data.size().getAsLong() / used;
            for (int i = 0; i < used; i++) {
                data.read((long) ((i + Philox.uniform(key, 0, i)) * part), real, i * features);
            }
        } else {
            long first = key >>> 2;
            for (int i = 0; i < used; i++) {
                data.read(first + i, real, i * features);
            }
        }
        return real;
    }

    /** Unit vectors, one to a column: {@code [features][projections]}. */
    private double[][] directions(int features, long seed) {
        long key = Philox.key(seed, "metrics.sliced-wasserstein.directions");
        double[][] directions = new double[features][projections];
        double[] squares = new double[projections];
        for (int feature = 0; feature < features; feature++) {
            for (int direction = 0; direction < projections; direction++) {
                double value = Philox.normal(key, feature, direction);
                directions[feature][direction] = value;
                squares[direction] += value * value;
            }
        }
        for (double[] row : directions) {
            for (int direction = 0; direction < projections; direction++) {
                row[direction] /= Math.sqrt(squares[direction]);
            }
        }
        return directions;
    }

    /**
     * {@code [count][projections]}. The innermost loop runs over directions because the JVM vectorises that, and not a sum;
     * the outermost over parts of the features, whose directions then stay in the processor's cache.
     */
    private static double[][] project(float[] samples, int count, double[][] directions) {
        int features = directions.length;
        double[][] projected = new double[count][directions[0].length];
        for (int first = 0; first < features; first += FEATURES_AT_ONCE) {
            int end = Math.min(first + FEATURES_AT_ONCE, features);
            for (int sample = 0; sample < count; sample++) {
                for (int feature = first; feature < end; feature++) {
                    addScaled(samples[sample * features + feature], directions[feature], projected[sample]);
                }
            }
        }
        return projected;
    }

    private static void addScaled(double factor, double[] row, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += factor * row[i];
        }
    }

    private static double[] column(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }

    /** W1 of two sets of equally many points on a line: the mean distance once both are in order. */
    private static double distance(double[] a, double[] b) {
        Arrays.sort(a);
        Arrays.sort(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }
}
