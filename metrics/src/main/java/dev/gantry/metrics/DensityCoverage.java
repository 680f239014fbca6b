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

/**
 * Density and coverage (Naeem et al. 2020, "Reliable fidelity and diversity metrics for generative models", section 3),
 * which outliers disturb less than precision and recall. Around each real sample is a ball that reaches its k-th nearest real
 * neighbour. Density is the number of balls that a generated sample lies in, in the mean, divided by k; coverage is the share of
 * balls that hold a generated sample.
 *
 * <p>Convention: balls are closed, as in {@link PrecisionRecall}; the authors' code leaves their edges out.
 *
 * <p>Values: {@code density}, near 1 for equal distributions and not bounded by it, and {@code coverage}, from 0 to 1, near
 * {@code 1 - 2^-k} for equal distributions and equally many samples.
 *
 * @param k which neighbour
 */
public record DensityCoverage(int k) implements Metric {

    public DensityCoverage {
        Require.positive("k", k);
    }

    public static MetricProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                DensityCoverage.class,
                "density-coverage",
                "How densely real samples lie around generated ones, and the share of them that have one near",
                """
                # a real sample's neighbourhood reaches this neighbour
                k = 5
                """);
    }

    @Override
    public List<MetricValue> values() {
        return List.of(MetricValue.higherIsBetter("coverage"), MetricValue.higherIsBetter("density"));
    }

    @Override
    public boolean appliesTo(Samples data) {
        return data.size().orElse(Long.MAX_VALUE) > k;
    }

    @Override
    public Input input() {
        return Input.FEATURES;
    }

    /** @throws UnsuitableException if there are not more than k samples */
    @Override
    public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        double[][] real = Rows.real(data, count, seed);
        boolean[][] held = new Neighbourhoods(real, k).hold(Rows.of(generated, count, data));
        double[] shares = Arrays.stream(held).mapToDouble(Neighbourhoods::share).toArray();
        double density = Arrays.stream(shares).sum() / k;
        double coverage =
                (double) Arrays.stream(shares).filter(share -> share > 0).count() / shares.length;
        return Map.of("density", density, "coverage", coverage);
    }
}
