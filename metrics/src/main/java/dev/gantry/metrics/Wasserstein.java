package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The exact Wasserstein distance of order k between the empirical distributions of real and generated samples, with Euclidean
 * distances: {@link OptimalTransport#wasserstein}, or {@link Wasserstein1d} where samples are single numbers.
 *
 * <p>It is that of the samples, not of what they were drawn from: two sets from one distribution are at a distance that falls
 * slowly with their number (Weed and Bach 2019), in the order of {@code samples^(-1/d)} in d dimensions.
 *
 * <p>Value: {@code wasserstein-1} or {@code wasserstein-2}, after the order, in the units of the samples.
 *
 * @param order k, 1 or greater
 * @param samples how many generated samples are compared with as many real ones, from 1 to 10,000; time grows as their cube
 */
public record Wasserstein(int order, int samples) implements Metric {

    private static final int MOST_SAMPLES = 10_000;

    public Wasserstein {
        Require.positive("order", order);
        Require.count("samples", MOST_SAMPLES, samples);
    }

    public static MetricProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                Wasserstein.class,
                "wasserstein",
                "Exact Wasserstein distance between real and generated samples",
                """
                # 1 for the earth mover's distance, 2 for the quadratic one
                order = 1
                # how many of each are compared; time grows as their cube
                samples = 200
                """);
    }

    @Override
    public List<MetricValue> values() {
        return List.of(MetricValue.lowerIsBetter("wasserstein-" + order));
    }

    @Override
    public Input input() {
        return Input.FEATURES;
    }

    @Override
    public int sampleCount() {
        return samples;
    }

    @Override
    public Optional<String> caution(int count, int size) {
        int used = Math.min(count, samples);
        return used > size
                ? Optional.empty()
                : Optional.of("biased upwards: %,d samples are few in %,d dimensions".formatted(used, size));
    }

    @Override
    public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        int used = Math.min(count, samples);
        double[][] real = Rows.real(data, used, seed);
        double[][] fake = Rows.of(generated, used, data);
        double distance = real[0].length == 1
                ? Wasserstein1d.of(order, Pairwise.transposed(real)[0], Pairwise.transposed(fake)[0])
                : OptimalTransport.wasserstein(order, real, fake);
        return Map.of("wasserstein-" + order, distance);
    }
}
