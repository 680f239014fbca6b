package dev.gantry.runtime;

import dev.gantry.core.random.Philox;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.Warned;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.measure.Columns;
import dev.gantry.runtime.measure.Measurements;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.TrainingSettings.Every;
import dev.gantry.runtime.recipe.TrainingSettings.OnDivergence;
import dev.gantry.runtime.store.RunFolder;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What is measured, drawn and told after each step of a run. */
final class StepObserver {

    private static final Logger LOG = LogManager.getLogger(StepObserver.class);

    private final TrainingPlan plan;
    private final Recipe recipe;
    private final Optional<RunFolder> folder;
    private final int sampleCount;
    private final Listeners listeners;
    private final Measurements measurements;
    private final RunHealth health;
    private final Goals goals;
    private boolean best;

    /** By the metric's name. */
    private final Map<String, Mishaps> ofMetrics = new HashMap<>();

    private Optional<String> wrong = Optional.empty();

    /** When the last step was logged, and how many batches were taken then. */
    private long loggedAt;

    private long batchesAtLog;

    /** When training would have begun, had it not been interrupted. */
    private long startedAt;

    private Optional<ScoreReader> scores = Optional.empty();

    /**
     * @param sampleCount how many samples each {@link TrainingEvent.SamplesDrawn} has
     */
    StepObserver(TrainingPlan plan, Optional<RunFolder> folder, int sampleCount, Listeners listeners) {
        this.plan = plan;
        this.recipe = plan.recipe();
        this.folder = folder;
        this.sampleCount = sampleCount;
        this.listeners = listeners;
        this.measurements = new Measurements(
                recipe.metrics(),
                plan.data(),
                recipe.generator().latentShape(),
                OptionalInt.empty(),
                recipe.settings().seed());
        this.health = new RunHealth(recipe);
        this.goals = new Goals(recipe);
    }

    /**
     * @param scores tells what the critic thinks of samples that are drawn
     */
    void begin(long batchesTaken, Optional<ScoreReader> scores) throws IOException {
        if (folder.isPresent()) {
            goals.resume(folder.get());
        }
        this.scores = scores;
        countFrom(batchesTaken);
        startedAt = loggedAt - nanosBefore();
    }

    /** How long training took until the checkpoint that the run goes on from. */
    private long nanosBefore() throws IOException {
        if (folder.isEmpty()) {
            return 0;
        }
        SequencedMap<Integer, Double> seconds = folder.get().metrics().column(Columns.SECONDS);
        return seconds.isEmpty() ? 0 : (long) (seconds.lastEntry().getValue() * 1e9);
    }

    /** From now on samples per second are counted. */
    private void countFrom(long batchesTaken) {
        loggedAt = System.nanoTime();
        batchesAtLog = batchesTaken;
    }

    /** What went wrong, where that is to end the run. */
    Optional<String> wrong() {
        return wrong;
    }

    /** Why the run has trained enough, once it has. */
    Optional<String> reached() {
        return goals.reached();
    }

    boolean isOver() {
        return wrong.isPresent() || goals.reached().isPresent();
    }

    /** Whether the step that was observed last is the best yet. */
    boolean isBest() {
        return best;
    }

    /**
     * A step at which nothing is due costs nothing unless someone listens.
     *
     * @param before the step that was observed last, or the start: workers may make several before there is anything to observe
     */
    void observe(int before, int step, long batchesTaken, StepRunner runner, Sampler sampler) throws IOException {
        long samples = (batchesTaken - batchesAtLog) * recipe.settings().batchSize();
        double rate = samples / ((System.nanoTime() - loggedAt) * 1e-9);
        if (!listeners.isEmpty()) {
            listeners.tell(new TrainingEvent.StepCompleted(step, runner.criticLoss(), runner.generatorLoss(), rate));
        }
        best = false;
        boolean logs = due(before, step, recipe.settings().every().log());
        boolean measures = due(before, step, recipe.settings().every().metrics())
                && (!recipe.metrics().isEmpty() || plan.graphs().heldOut().isPresent());
        if (logs || measures) {
            SequencedMap<String, Double> values = new LinkedHashMap<>();
            values.put(Columns.SECONDS, (System.nanoTime() - startedAt) * 1e-9);
            if (logs) {
                runner.terms(values);
                values.put(Columns.SAMPLES_PER_SECOND, rate);
                countFrom(batchesTaken);
            }
            if (measures) {
                runner.heldOutError(values);
                measure(step, sampler, values);
            }
            if (folder.isPresent()) {
                folder.get().metrics().append(step, values);
            }
            best = goals.measured(values);
            listeners.tell(new TrainingEvent.MetricsMeasured(step, values));
            if (logs) {
                warn(health.logged(step, values));
            }
        }
        if (due(before, step, recipe.settings().every().samples())) {
            draw(step, runner, sampler);
        }
    }

    private boolean due(int before, int step, int every) {
        return Every.passes(before, step, every) || step == recipe.settings().steps();
    }

    private void measure(int step, Sampler sampler, SequencedMap<String, Double> target) {
        long key = Philox.key(recipe.settings().seed(), "metrics/" + step);
        Measurements.FailureListener failing = (metric, failure) -> ofMetrics
                .computeIfAbsent(metric, name -> new Mishaps("Metric", name))
                .add(step, failure);
        for (Measurements.Value measured : measurements.measure(count -> sampler.draw(count, key), failing)) {
            target.put(measured.measured().qualified(measured.name()), measured.value());
        }
    }

    private void draw(int step, StepRunner runner, Sampler sampler) {
        float[] samples = sampler.draw(sampleCount, Philox.key(recipe.settings().seed(), "samples"));
        Shape sample = plan.sampleShape();
        if (!listeners.isEmpty()) {
            listeners.tell(new TrainingEvent.SamplesDrawn(step, sample.prepend(sampleCount), samples));
            scores.ifPresent(reader -> listeners.tell(reader.read(step)));
        }
        warn(health.drawn(step, samples, runner.realBatch(), Math.toIntExact(sample.size())));
    }

    private void warn(List<Warned> warnings) {
        warnings.forEach(warning -> {
            LOG.warn("At step {} {}", warning.step(), warning.message());
            listeners.tell(warning);
            if (recipe.settings().onDivergence() == OnDivergence.STOP && wrong.isEmpty()) {
                wrong = Optional.of(warning.message());
            }
        });
    }

    /** Tells the log how often metrics failed. */
    void end() {
        ofMetrics.values().forEach(Mishaps::end);
    }
}
