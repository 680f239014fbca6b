package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.DividedMetric;
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
public record DensityCoverage(int k) implements DividedMetric {

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

    @Override
    public int parts(int count) {
        return Neighbourhoods.blocks(count);
    }

    /**
     * Of the part's balls: how many there are, how many hold a generated sample, and the sum of the shares of samples that they
     * hold.
     *
     * @throws UnsuitableException if there are not more than k samples
     */
    @Override
    public double[] measurePart(Samples data, float[] generated, int count, long seed, int part) {
        boolean[][] held =
                new Neighbourhoods(Rows.real(data, count, seed), k, part).hold(Rows.of(generated, count, data));
        double[] shares =
                Arrays.stream(held).mapToDouble(DensityCoverage::share).toArray();
        double covered = Arrays.stream(shares).filter(share -> share > 0).count();
        return new double[] {shares.length, covered, Arrays.stream(shares).sum()};
    }

    private static double share(boolean[] held) {
        int count = 0;
        for (boolean each : held) {
            count += each ? 1 : 0;
        }
        return (double) count / held.length;
    }

    @Override
    public Map<String, Double> whole(List<double[]> found) {
        return Map.of("density", sum(found, 2) / k, "coverage", sum(found, 1) / sum(found, 0));
    }

    private static double sum(List<double[]> found, int position) {
        return found.stream().mapToDouble(part -> part[position]).sum();
    }
}
