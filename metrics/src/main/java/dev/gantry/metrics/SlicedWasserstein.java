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
    public Input input() {
        return Input.FEATURES;
    }

    @Override
    public SortedMap<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        double[][] real = Rows.real(data, count, seed);
        double[][] fake = Rows.of(generated, real.length, data);
        return new TreeMap<>(Map.of("sliced-wasserstein", between(real, fake, seed)));
    }

    /** The distance of two sets of points, one to a row; {@code seed} decides the directions. */
    public double between(double[][] x, double[][] y, long seed) {
        double[][] directions = directions(x[0].length, seed);
        double[][] linesOfX = Pairwise.products(directions, x);
        double[][] linesOfY = Pairwise.products(directions, y);
        double sum = 0;
        for (int direction = 0; direction < projections; direction++) {
            sum += Wasserstein1d.of(1, linesOfX[direction], linesOfY[direction]);
        }
        return sum / projections;
    }

    /** Unit vectors, one to a row. */
    private double[][] directions(int features, long seed) {
        long key = Philox.key(seed, "metrics.sliced-wasserstein.directions");
        double[][] directions = new double[projections][features];
        for (int direction = 0; direction < projections; direction++) {
            double[] row = directions[direction];
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
