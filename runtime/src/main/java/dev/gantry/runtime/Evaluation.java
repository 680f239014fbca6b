package dev.gantry.runtime;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.measure.Measurements;
import dev.gantry.runtime.measure.Measurements.Value;
import dev.gantry.runtime.recipe.Chosen;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import dev.gantry.runtime.run.Estimate;
import dev.gantry.runtime.run.EvaluationOptions;
import dev.gantry.runtime.run.EvaluationTask;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures samples of a generator against data, several times over: each time other samples are generated, and compared with the
 * same real ones. It is made of tasks, each of which depends on this alone; they may be done in any order, by several threads, or
 * by an equal evaluation elsewhere.
 */
public final class Evaluation {

    private final TrainedGenerator generator;
    private final SequencedMap<String, MeasuredMetric> metrics;
    private final EvaluationOptions options;
    private final Measurements measurements;

    private @Nullable Drawn latest;

    /** The samples of a repeat. */
    private record Drawn(int repeat, Measurements.Draw draw) {}

    Evaluation(
            TrainedGenerator generator,
            Samples data,
            SequencedMap<String, MeasuredMetric> metrics,
            EvaluationOptions options) {
        if (!data.shape().equals(generator.sampleShape())) {
            throw new UnsuitableException("the generator makes samples of shape " + generator.sampleShape()
                    + ", and the data's are " + data.shape());
        }
        metrics.forEach((name, measured) -> {
            if (!naming(name, () -> measured.metric().appliesTo(data))) {
                throw new UnsuitableException("metric '" + name + "': means nothing for this data");
            }
        });
        this.generator = generator;
        this.metrics = metrics;
        this.options = options;
        this.measurements = new Measurements(metrics, data, generator.latentShape(), options.samples(), options.seed());
    }

    /** All of them, those of a draw one behind the other. */
    public List<EvaluationTask> tasks() {
        List<EvaluationTask> tasks = new ArrayList<>();
        for (int repeat = 0; repeat < options.repeats(); repeat++) {
            int draw = repeat;
            metrics.keySet()
                    .forEach(
                            metric -> parts(metric).forEach(part -> tasks.add(new EvaluationTask(draw, metric, part))));
        }
        return tasks;
    }

    private IntStream parts(String metric) {
        return IntStream.range(0, naming(metric, () -> measurements.parts(metric)));
    }

    /**
     * Does a task.
     *
     * @throws UnsuitableException if a metric needs more samples, or fewer
     * @throws DataException if the data, or a file that features are made with, cannot be read
     * @throws TrainingException if a metric fails
     */
    public double[] run(EvaluationTask task) {
        Measurements.Draw draw = draw(task.repeat());
        return naming(task.metric(), () -> measurements.measure(task.metric(), task.part(), draw));
    }

    /** Those of one draw are kept until another's are asked for. */
    private synchronized Measurements.Draw draw(int repeat) {
        Drawn there = latest;
        if (there != null && there.repeat == repeat) {
            return there.draw;
        }
        latest = null;
        long key = Philox.key(options.seed(), "evaluation/" + repeat);
        Drawn made = new Drawn(
                repeat,
                measurements
                        .draw(count -> generator.draw(count, key), Evaluation::cannotBeAsked)
                        .orElseThrow());
        latest = made;
        return made.draw;
    }

    /**
     * What was estimated.
     *
     * @param found by all tasks, in their order
     * @return each value of each metric
     * @throws TrainingException if a value is not a number
     */
    public List<Estimate> estimates(List<double[]> found) {
        Iterator<double[]> next = found.iterator();
        List<List<Value>> draws = IntStream.range(0, options.repeats())
                .mapToObj(_ -> metrics.keySet().stream()
                        .flatMap(metric -> values(metric, next))
                        .toList())
                .toList();
        return IntStream.range(0, draws.getFirst().size())
                .mapToObj(position ->
                        estimate(draws.stream().map(draw -> draw.get(position)).toList()))
                .toList();
    }

    private Stream<Value> values(String metric, Iterator<double[]> next) {
        List<double[]> parts = parts(metric).mapToObj(_ -> next.next()).toList();
        return naming(metric, () -> {
            List<Value> values = measurements.values(metric, parts);
            Measurements.requireNumbers(values);
            return values.stream();
        });
    }

    /** Of a value of each draw. */
    private static Estimate estimate(List<Value> draws) {
        Value first = draws.getFirst();
        return new Estimate(
                first.metric(),
                first.name(),
                first.better(),
                first.measured().features().map(Chosen::settings),
                first.count(),
                first.caution(),
                draws.stream().map(Value::value).toList());
    }

    private static void cannotBeAsked(String metric, Throwable failure) {
        switch (failure) {
            case RuntimeException e -> throw named(metric, e);
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    /** Has what is thrown name the metric. */
    private static <T> T naming(String metric, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw named(metric, e);
        }
    }

    private static RuntimeException named(String metric, RuntimeException failure) {
        return switch (failure) {
            case UnsuitableException e -> new UnsuitableException("metric '" + metric + "': " + e.getMessage(), e);
            case DataException e -> new DataException("metric '" + metric + "': " + e.getMessage(), e);
            default ->
                new TrainingException(
                        "metric '" + metric + "', or what it looks at, is broken: it failed with " + failure, failure);
        };
    }
}
