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
 * Improved precision and recall (Kynkaanniemi et al. 2019, "Improved precision and recall metric for assessing generative
 * models", equations 1 and 2): the share of generated samples that lie where real ones do, and the other way round. A set lies
 * in the union of balls around its samples, each of which reaches its sample's k-th nearest neighbour in the set.
 *
 * <p>Convention: balls are closed, as in the paper; Naeem et al.'s code leaves their edges out.
 *
 * <p>Values: {@code precision} and {@code recall}, from 0 to 1.
 *
 * @param k which neighbour
 */
public record PrecisionRecall(int k) implements DividedMetric {

    public PrecisionRecall {
        Require.positive("k", k);
    }

    public static MetricProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                PrecisionRecall.class,
                "precision-recall",
                "Shares of generated samples that could be real, and of real samples that could be generated",
                """
                # a sample's neighbourhood reaches this neighbour
                k = 3
                """);
    }

    @Override
    public List<MetricValue> values() {
        return List.of(MetricValue.higherIsBetter("precision"), MetricValue.higherIsBetter("recall"));
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
        return 2 * Neighbourhoods.blocks(count);
    }

    /**
     * Whether each sample lies in any of a part's balls, 1 or 0: even parts have balls around real samples, odd ones around
     * generated ones.
     *
     * @throws UnsuitableException if there are not more than k samples of each
     */
    @Override
    public double[] measurePart(Samples data, float[] generated, int count, long seed, int part) {
        double[][] real = Rows.real(data, count, seed);
        double[][] fake = Rows.of(generated, count, data);
        boolean precision = part % 2 == 0;
        double[] held = new double[precision ? fake.length : real.length];
        Neighbourhoods balls = new Neighbourhoods(precision ? real : fake, k, part / 2);
        for (boolean[] ball : balls.hold(precision ? fake : real)) {
            for (int i = 0; i < held.length; i++) {
                held[i] = ball[i] ? 1 : held[i];
            }
        }
        return held;
    }

    @Override
    public Map<String, Double> whole(List<double[]> found) {
        return Map.of("precision", shareHeld(found, 0), "recall", shareHeld(found, 1));
    }

    private static double shareHeld(List<double[]> parts, int first) {
        double[] held = parts.get(first).clone();
        for (int part = first + 2; part < parts.size(); part += 2) {
            for (int i = 0; i < held.length; i++) {
                held[i] = Math.max(held[i], parts.get(part)[i]);
            }
        }
        return Arrays.stream(held).sum() / held.length;
    }
}
