package dev.gantry.runtime.measure;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.DividedMetric;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Measures generated samples against the same real ones time after time. Features of the real ones are computed once, and those
 * of generated ones once for all metrics that look at equal features.
 */
public final class Measurements {

    /** Elements of an array of Java. */
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final SequencedMap<String, MeasuredMetric> metrics;
    private final Samples data;
    private final Shape latent;
    private final OptionalInt samples;
    private final long seed;
    private final Map<String, Asked> asked = new HashMap<>();
    private final Map<Asked, Samples> real = new ConcurrentHashMap<>();

    /** What a metric looks at, or all that look at equal features: of how many samples, and what stands for each. */
    private record Asked(int count, Optional<Features> seen) {}

    /**
     * @param latent that each generated sample is made of
     * @param samples how many generated samples each metric looks at; empty for as many as each asks for
     * @param seed decides every random choice of the metrics
     */
    public Measurements(
            SequencedMap<String, MeasuredMetric> metrics, Samples data, Shape latent, OptionalInt samples, long seed) {
        this.metrics = metrics;
        this.data = data;
        this.latent = latent;
        this.samples = samples;
        this.seed = seed;
    }

    /**
     * What is wrong with how many samples a metric looks at: there is at least one, the generated ones are one array, and they and
     * as many real ones fit the memory that Java has.
     *
     * @param sample of the data
     * @param latent that each generated sample is made of
     * @param seen what stands for each sample, where that can be asked
     */
    public static Optional<String> problem(int count, Shape sample, Shape latent, Optional<Features> seen) {
        if (count < 1) {
            return Optional.of("looks at %,d samples, and 1 is the least".formatted(count));
        }
        long values = Math.max(
                Math.max(sample.size(), latent.size()),
                seen.map(features -> features.size(sample)).orElse(0));
        long heap = Runtime.getRuntime().maxMemory() / (2 * Float.BYTES);
        long most = Math.min(heap, LONGEST_ARRAY) / values;
        return count <= most
                ? Optional.empty()
                : Optional.of(
                        ("looks at %,d samples of %,d values each, and memory has room for %,d; have it look at fewer,"
                                        + " or give Java more with -Xmx")
                                .formatted(count, values, most));
    }

    private int count(MeasuredMetric measured) {
        return samples.orElseGet(measured.metric()::sampleCount);
    }

    private Asked asked(MeasuredMetric measured) {
        int count = count(measured);
        problem(count, data.shape(), latent, measured.seen()).ifPresent(problem -> {
            throw new UnsuitableException(problem);
        });
        return new Asked(count, measured.seen());
    }

    /** Of those that were asked. */
    private Asked most(Optional<Features> features) {
        int count = asked.values().stream()
                .filter(other -> features.isEmpty() || other.seen().equals(features))
                .mapToInt(Asked::count)
                .max()
                .orElseThrow();
        return new Asked(count, features);
    }

    /**
     * What was measured.
     *
     * @param metric the metric's name
     * @param name what the metric calls the value
     * @param better which values are better; empty where neither are
     * @param count of generated samples that it is of
     * @param caution what a reader of the value is to know beside it
     */
    public record Value(
            String metric,
            MeasuredMetric measured,
            String name,
            Optional<Better> better,
            int count,
            Optional<String> caution,
            double value) {}

    /** Hears of metrics that cannot be measured, each by its name. */
    public interface FailureListener {
        void failed(String metric, Throwable failure);
    }

    /** Generated samples, and what stands for them. */
    public static final class Draw {

        private final float[] samples;
        private final Map<Features, float[]> seen = new ConcurrentHashMap<>();

        private Draw(float[] samples) {
            this.samples = samples;
        }
    }

    /**
     * Draws samples for all metrics but those that fail; empty where every metric does, and the generator is not asked.
     *
     * @param generator makes as many samples as it is told, one behind the other
     * @param failing is told of metrics that cannot be given as many samples as they ask for
     */
    public Optional<Draw> draw(IntFunction<float[]> generator, FailureListener failing) {
        metrics.forEach((metric, measured) ->
                guarded(metric, failing, () -> asked.computeIfAbsent(metric, _ -> asked(measured))));
        return asked.isEmpty()
                ? Optional.empty()
                : Optional.of(new Draw(generator.apply(most(Optional.empty()).count())));
    }

    /**
     * The values of all metrics but those that fail, in the same order each time. NaN fails, and costs no other value of its metric.
     *
     * @param generator makes as many samples as it is told, one behind the other; it is not asked where every metric fails before
     * @param failing is told of what a metric, or the features that it looks at, throws; what it throws itself ends this
     */
    public List<Value> measure(IntFunction<float[]> generator, FailureListener failing) {
        List<Value> values = new ArrayList<>();
        draw(generator, failing)
                .ifPresent(draw -> metrics.keySet().stream()
                        .filter(asked::containsKey)
                        .forEach(metric -> guarded(metric, failing, () -> {
                            List<Value> found = values(
                                    metric,
                                    IntStream.range(0, parts(metric))
                                            .mapToObj(part -> measure(metric, part, draw))
                                            .toList());
                            found.stream()
                                    .filter(value -> !Double.isNaN(value.value))
                                    .forEach(values::add);
                            requireNumbers(found);
                        })));
        return values;
    }

    /** Has the listener hear of what is thrown. */
    public static void guarded(String metric, FailureListener failing, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            failing.failed(metric, e);
        }
    }

    /** Throws where a value is NaN. */
    public static void requireNumbers(List<Value> values) {
        List<String> none = values.stream()
                .filter(value -> Double.isNaN(value.value))
                .map(Value::name)
                .toList();
        if (!none.isEmpty()) {
            throw new ArithmeticException("NaN as " + String.join(", ", none));
        }
    }

    private MeasuredMetric measured(String metric) {
        return requireNonNull(metrics.get(metric));
    }

    /** In how many parts a metric is measured. */
    public int parts(String metric) {
        return measured(metric).metric() instanceof DividedMetric divided ? divided.parts(count(measured(metric))) : 1;
    }

    /** Measures a part of a metric that did not fail when the samples were drawn; may be called from several threads at once. */
    public double[] measure(String metric, int part, Draw draw) {
        Asked known = requireNonNull(asked.get(metric));
        Samples given = known.seen().map(this::real).orElse(data);
        float[] fake = known.seen()
                .map(features -> draw.seen.computeIfAbsent(
                        features, key -> key.of(draw.samples, most(known.seen()).count(), data.shape())))
                .orElse(draw.samples);
        return switch (measured(metric).metric()) {
            case DividedMetric divided -> divided.measurePart(given, fake, known.count(), seed, part);
            case Metric whole -> inOrder(whole, whole.measure(given, fake, known.count(), seed));
        };
    }

    private static double[] inOrder(Metric metric, Map<String, Double> found) {
        List<String> names = metric.values().stream().map(MetricValue::name).toList();
        if (!found.keySet().equals(Set.copyOf(names))) {
            throw new IllegalStateException(
                    "it declares the values " + names + ", and measured " + new TreeSet<>(found.keySet()));
        }
        return names.stream().mapToDouble(found::get).toArray();
    }

    /** What all parts of a metric found, in their order, is of a draw. */
    public List<Value> values(String name, List<double[]> parts) {
        MeasuredMetric measured = measured(name);
        Metric metric = measured.metric();
        double[] found =
                metric instanceof DividedMetric divided ? inOrder(divided, divided.whole(parts)) : parts.getFirst();
        int size = measured.seen()
                .map(features -> features.size(data.shape()))
                .orElseGet(() -> Math.toIntExact(data.shape().size()));
        Optional<String> caution = metric.caution(count(measured), size);
        List<MetricValue> declared = metric.values();
        return IntStream.range(0, declared.size())
                .mapToObj(i -> new Value(
                        name,
                        measured,
                        declared.get(i).name(),
                        declared.get(i).better(),
                        count(measured),
                        caution,
                        found[i]))
                .toList();
    }

    private Samples real(Features features) {
        return real.computeIfAbsent(most(Optional.of(features)), key -> {
            float[] drawn = data.draw(key.count(), seed);
            int count = Math.toIntExact(drawn.length / data.shape().size());
            return Samples.of(Shape.of(features.size(data.shape())), features.of(drawn, count, data.shape()));
        });
    }
}
