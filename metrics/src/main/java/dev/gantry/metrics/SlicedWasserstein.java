package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.random.Philox;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The sliced Wasserstein distance of order 1 (Rabin et al. 2012, "Wasserstein barycenter and its application to texture
 * mixing"; Bonneel et al. 2015): the mean, over random directions, of the distance W1 between the real and the generated
 * samples projected on the direction, in the units of the samples. As many real samples are used as generated ones, or as
 * many generated ones as there are real.
 *
 * <p>Value: {@code sliced-wasserstein}, 0 for two equal sets.
 *
 * @param projections how many directions, from 1 to 10,000
 */
public record SlicedWasserstein(int projections) implements Metric {

    private static final int MOST_PROJECTIONS = 10_000;

    /** So that memory does not grow with their number. */
    private static final int AT_ONCE = 128;

    public SlicedWasserstein {
        Require.count("projections", MOST_PROJECTIONS, projections);
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
    public List<MetricValue> values() {
        return List.of(MetricValue.lowerIsBetter("sliced-wasserstein"));
    }

    @Override
    public Input input() {
        return Input.FEATURES;
    }

    @Override
    public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        double[][] real = Rows.real(data, count, seed);
        double[][] fake = Rows.of(generated, real.length, data);
        return Map.of("sliced-wasserstein", between(real, fake, seed));
    }

    /** The distance of two sets of points, one to a row; {@code seed} decides the directions. */
    public double between(double[][] x, double[][] y, long seed) {
        double sum = 0;
        for (int first = 0; first < projections; first += AT_ONCE) {
            double[][] directions = directions(first, Math.min(first + AT_ONCE, projections), x[0].length, seed);
            double[][] linesOfX = Pairwise.products(directions, x);
            double[][] linesOfY = Pairwise.products(directions, y);
            for (int line = 0; line < directions.length; line++) {
                sum += Wasserstein1d.of(1, linesOfX[line], linesOfY[line]);
            }
        }
        return sum / projections;
    }

    /** Some of the unit vectors, one to a row. */
    private static double[][] directions(int first, int end, int features, long seed) {
        long key = Philox.key(seed, "metrics.sliced-wasserstein.directions");
        double[][] directions = new double[end - first][features];
        for (int direction = first; direction < end; direction++) {
            double[] row = directions[direction - first];
            for (int feature = 0; feature < features; feature++) {
                row[feature] = Philox.normal(key, feature, direction);
            }
            double length =
                    Math.sqrt(Arrays.stream(row).map(value -> value * value).sum());
            for (int feature = 0; feature < features; feature++) {
                row[feature] /= length;
            }
        }
        return directions;
    }
}
