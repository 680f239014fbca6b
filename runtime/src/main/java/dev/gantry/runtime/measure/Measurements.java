package dev.gantry.runtime.measure;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures generated samples against the same real ones time after time. Features of the real ones are computed once, and those
 * of generated ones once for all metrics that look at equal features.
 */
public final class Measurements {

    private final SequencedMap<String, MeasuredMetric> metrics;
    private final Samples data;
    private final OptionalInt samples;
    private final long seed;
    private final Map<Features, Samples> real = new HashMap<>();

    /**
     * @param samples how many generated samples each metric looks at; empty for as many as each asks for
     * @param seed decides every random choice of the metrics
     */
    public Measurements(SequencedMap<String, MeasuredMetric> metrics, Samples data, OptionalInt samples, long seed) {
        this.metrics = metrics;
        this.data = data;
        this.samples = samples;
        this.seed = seed;
    }

    /** How many samples the metric looks at. */
    public int count(Metric metric) {
        return samples.orElseGet(metric::sampleCount);
    }

    /** How many samples have to be generated. */
    public int most() {
        return metrics.values().stream()
                .mapToInt(measured -> count(measured.metric()))
                .max()
                .orElse(0);
    }

    private int most(Features features) {
        return metrics.values().stream()
                .filter(measured -> measured.seen().filter(features::equals).isPresent())
                .mapToInt(measured -> count(measured.metric()))
                .max()
                .orElseThrow();
    }

    /**
     * What was measured.
     *
     * @param metric the metric's name
     * @param name what the metric calls the value
     */
    public record Value(String metric, MeasuredMetric measured, String name, double value) {}

    /** Hears of metrics that cannot be measured, each by its name. */
    public interface FailureListener {
        void failed(String metric, Throwable failure);
    }

    /**
     * The values of all metrics but those that fail, in the same order each time. NaN fails, and costs no other value of its metric.
     *
     * @param generated {@link #most} samples, one behind the other
     * @param failing is told of what a metric, or the features that it looks at, throws; what it throws itself ends this
     */
    public List<Value> measure(float[] generated, FailureListener failing) {
        Map<Features, float[]> made = new HashMap<>();
        List<Value> values = new ArrayList<>();
        metrics.forEach((metric, measured) -> {
            try {
                List<Value> found = measure(metric, measured, generated, made);
                found.stream().filter(value -> !Double.isNaN(value.value)).forEach(values::add);
                requireNumbers(found);
            } catch (RuntimeException | Error e) {
                failing.failed(metric, e);
            }
        });
        return values;
    }

    /** After those that are numbers are kept. */
    private static void requireNumbers(List<Value> values) {
        List<String> none = values.stream()
                .filter(value -> Double.isNaN(value.value))
                .map(Value::name)
                .toList();
        if (!none.isEmpty()) {
            throw new ArithmeticException("NaN as " + String.join(", ", none));
        }
    }

    private List<Value> measure(
            String metric, MeasuredMetric measured, float[] generated, Map<Features, float[]> made) {
        Samples given = measured.seen().map(this::real).orElse(data);
        float[] fake = measured.seen()
                .map(features -> made.computeIfAbsent(features, key -> key.of(generated, most(key), data.shape())))
                .orElse(generated);
        List<String> declared =
                measured.metric().values().stream().map(MetricValue::name).toList();
        Map<String, Double> found = measured.metric().measure(given, fake, count(measured.metric()), seed);
        if (!found.keySet().equals(Set.copyOf(declared))) {
            throw new IllegalStateException(
                    "it declares the values " + declared + ", and measured " + new TreeSet<>(found.keySet()));
        }
        return declared.stream()
                .map(name -> new Value(metric, measured, name, requireNonNull(found.get(name))))
                .toList();
    }

    private Samples real(Features features) {
        return real.computeIfAbsent(features, key -> {
            float[] drawn = data.draw(most(key), seed);
            int count = Math.toIntExact(drawn.length / data.shape().size());
            return Samples.of(Shape.of(key.size(data.shape())), key.of(drawn, count, data.shape()));
        });
    }
}
