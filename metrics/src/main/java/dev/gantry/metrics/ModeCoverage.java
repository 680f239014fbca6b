package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Mixture;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * How much of a mixture the generator covers, as in Lin et al. 2018, "PacGAN", section 4.1.
 *
 * <p>A sample is of high quality if its Euclidean distance to the nearest mode is at most three standard deviations of that
 * mode along one axis; of the mixture's own samples 99.7% are in one dimension, 98.9% in two. A mode is covered if it is
 * the nearest of at least one sample of high quality.
 *
 * <p>Values: {@code modes-covered}, a count, and {@code high-quality-share}, from 0 to 1.
 */
public record ModeCoverage() implements Metric {

    private static final double RADIUS_IN_STDDEVS = 3;

    public static MetricProvider provider() {
        return () -> Component.of(
                ModeCoverage::new,
                "mode-coverage",
                "Modes of a mixture that are covered, and the share of good samples");
    }

    @Override
    public List<MetricValue> values() {
        return List.of(MetricValue.higherIsBetter("high-quality-share"), MetricValue.higherIsBetter("modes-covered"));
    }

    @Override
    public boolean appliesTo(Samples data) {
        return data.mixture().isPresent();
    }

    /** 2,500, as in the paper. */
    @Override
    public int sampleCount() {
        return 2_500;
    }

    /** @throws UnsuitableException if the metric does not apply to the data */
    @Override
    public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        Mixture mixture = data.mixture()
                .orElseThrow(() -> new UnsuitableException("mode coverage needs data drawn from a mixture"));
        double radius = RADIUS_IN_STDDEVS * mixture.stddev();
        BitSet covered = new BitSet();
        int good = 0;
        for (int sample = 0; sample < count; sample++) {
            int nearest = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int mode = 0; mode < mixture.modes().size(); mode++) {
                double square =
                        squaredDistance(generated, sample, mixture.modes().get(mode));
                if (square < least) {
                    least = square;
                    nearest = mode;
                }
            }
            if (least <= radius * radius) {
                good++;
                covered.set(nearest);
            }
        }
        return Map.of("modes-covered", (double) covered.cardinality(), "high-quality-share", (double) good / count);
    }

    private static double squaredDistance(float[] samples, int sample, List<Double> mode) {
        double sum = 0;
        for (int axis = 0; axis < mode.size(); axis++) {
            double difference = samples[sample * mode.size() + axis] - mode.get(axis);
            sum += difference * difference;
        }
        return sum;
    }
}
