package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The energy distance {@code 2 E|X - Y| - E|X - X'| - E|Y - Y'|} with Euclidean distances (Szekely and Rizzo 2013, "Energy
 * statistics: a class of statistics based on distances", section 2).
 *
 * <p>Conventions: no square root is taken, and means are over all pairs, a point with itself included (a V-statistic), so that
 * it is never negative, and 0 only for equal empirical distributions. On the line it is twice the integral of the squared
 * difference of the distribution functions.
 *
 * <p>Value: {@code energy-distance}, in the units of the samples.
 */
public record EnergyDistance() implements Metric {

    public static MetricProvider provider() {
        return () -> Component.of(
                EnergyDistance::new, "energy-distance", "Energy distance between real and generated samples");
    }

    @Override
    public List<MetricValue> values() {
        return List.of(MetricValue.lowerIsBetter("energy-distance"));
    }

    @Override
    public Input input() {
        return Input.FEATURES;
    }

    @Override
    public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        double[][] real = Rows.real(data, count, seed);
        return Map.of("energy-distance", between(real, Rows.of(generated, count, data)));
    }

    /** The distance of two sets of points, one to a row. */
    public static double between(double[][] x, double[][] y) {
        double difference = 2 * meanDistance(x, y) - meanDistance(x, x) - meanDistance(y, y);
        return Math.max(difference, 0);
    }

    private static double meanDistance(double[][] x, double[][] y) {
        return Arrays.stream(Pairwise.distances(x, y))
                .mapToDouble(row -> Arrays.stream(row).average().orElseThrow())
                .average()
                .orElseThrow();
    }
}
