package dev.gantry.runtime;

import com.typesafe.config.Config;
import dev.gantry.core.data.DataException;
import dev.gantry.core.random.Philox;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Session;
import dev.gantry.runtime.data.BatchPipeline;
import dev.gantry.runtime.data.LabelledBatches;
import dev.gantry.runtime.data.ReferenceBatch;
import dev.gantry.runtime.measure.Columns;
import dev.gantry.runtime.measure.Measurements;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.Checkpoint;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import dev.gantry.runtime.store.Checkpoints;
import dev.gantry.runtime.store.RunFolder;
import dev.gantry.runtime.trace.Variables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** One run, from the first value of every variable, or a checkpoint, to its result. */
final class TrainingLoop {

    private static final Logger LOG = LogManager.getLogger(TrainingLoop.class);

    private final TrainingPlan plan;
    private final Recipe recipe;
    private Optional<Checkpoint> resumed;
    private SequencedMap<String, SavedVariable> generator;
    private final Optional<RunFolder> folder;
    private final Config provenance;
    private final Measurements measurements;
    private final RunOptions options;
    private final Listeners listeners;

    /** By the metric's name. */
    private final Map<String, Mishaps> ofMetrics = new HashMap<>();

    private volatile boolean cancelled;
    private volatile boolean checkpointAsked;

    private int step;
    private long batchesTaken;

    /** The step of the last checkpoint, or of the start. */
    private int kept;

    private Optional<Path> lastCheckpoint;

    /** When the last step was logged, and how many real samples the critic has seen since. */
    private long loggedAt;

    private long samplesSinceLog;

    /** When training would have begun, had it not been interrupted. */
    private long startedAt;

    /**
     * @param generator variables that begin with these values, if the run is not resumed
     * @param options how many samples each {@link TrainingEvent.SamplesDrawn} has, and who hears when steps of programs ran
     * @param listeners closed at the end of the run
     */
    TrainingLoop(
            TrainingPlan plan,
            Optional<Checkpoints.Found> resumed,
            SequencedMap<String, SavedVariable> generator,
            Optional<RunFolder> folder,
            Config provenance,
            RunOptions options,
            Listeners listeners) {
        this.plan = plan;
        this.recipe = plan.recipe();
        this.resumed = resumed.map(Checkpoints.Found::checkpoint);
        this.generator = generator;
        this.folder = folder;
        this.provenance = provenance;
        this.measurements = new Measurements(
                recipe.metrics(),
                plan.data(),
                recipe.generator().latentShape(),
                OptionalInt.empty(),
                recipe.settings().seed());
        this.options = options;
        this.listeners = listeners;
        this.step = this.resumed.map(Checkpoint::step).orElse(0);
        this.kept = step;
        this.batchesTaken = this.resumed.map(Checkpoint::criticUpdates).orElse(0L);
        this.lastCheckpoint = resumed.map(Checkpoints.Found::file);
    }

    void cancel() {
        cancelled = true;
    }

    void askCheckpoint() {
        checkpointAsked = true;
    }

    Listeners listeners() {
        return listeners;
    }

    /** Trains to the end; whatever goes wrong is in the result. */
    RunResult run() {
        try {
            RunResult result = logged();
            giveBackFolder();
            listeners.tell(new TrainingEvent.RunEnded(result));
            return result;
        } finally {
            listeners.end();
        }
    }

    private RunResult logged() {
        try {
            RunResult result = ended();
            LOG.info("Run '{}' ends after step {}: {}", recipe.settings().name(), step, result.outcome());
            return result;
        } catch (RuntimeException | Error e) {
            return broken(e);
        }
    }

    /** The result of a run that failed so badly that the log could not be told. */
    RunResult broken(Throwable cause) {
        return result(Outcome.FAILED, Optional.of(failure("failed, and could not write that to its log", cause)));
    }

    private RunResult ended() {
        try {
            return result(train(), Optional.empty());
        } catch (TrainingException e) {
            return result(Outcome.FAILED, Optional.of(e));
        } catch (DataException e) {
            return failed(
                    "cannot read its data: " + e.getMessage() + " (" + RecipeProblems.whose(recipe, "data") + ")", e);
        } catch (StepInputs.ScheduleException e) {
            return failed("cannot go on: " + e.getMessage(), e);
        } catch (IOException e) {
            return failed("cannot write its files: " + TrainingException.reason(e), e);
        } catch (InterruptedException e) {
            return failed("was interrupted", e);
        } catch (RuntimeException | Error e) {
            return failed("failed: " + e, e);
        } finally {
            ofMetrics.values().forEach(Mishaps::end);
        }
    }

    /** The log alone has where it was thrown. */
    private RunResult failed(String what, Throwable cause) {
        LOG.error("Run '{}' failed", recipe.settings().name(), cause);
        return result(Outcome.FAILED, Optional.of(failure(what, cause)));
    }

    /** Before its end is told: who hears of it may go on in the folder. */
    private void giveBackFolder() {
        try {
            folder.ifPresent(RunFolder::close);
        } catch (RuntimeException e) {
            LOG.warn(
                    "Run '{}' cannot give its folder back: {}",
                    recipe.settings().name(),
                    e,
                    e);
        }
    }

    private RunResult result(Outcome outcome, Optional<TrainingException> failure) {
        return new RunResult(outcome, step, lastCheckpoint, failure);
    }

    private TrainingException failure(String what, Throwable cause) {
        return new TrainingException("at step " + step + " the run " + what + lastGood(), cause);
    }

    private String lastGood() {
        return lastCheckpoint
                .map(file -> ". The last good checkpoint is " + file)
                .orElse(". There is no checkpoint yet");
    }

    private Outcome train() throws IOException, InterruptedException {
        try (Session session =
                        plan.backend().compile(plan.plan(), recipe.settings().seed());
                BatchPipeline batches = new BatchPipeline(
                        plan.split().training(),
                        recipe.settings().batchSize(),
                        recipe.settings().seed(),
                        batchesTaken);
                LabelledBatches labelled =
                        LabelledBatches.of(plan.split(), recipe.settings().seed(), batchesTaken)) {
            begin(session);
            listeners.tell(new TrainingEvent.RunStarted(
                    recipe.settings().name(),
                    step,
                    recipe.settings().steps(),
                    plan.deviceDescription(),
                    folder.map(RunFolder::path)));
            logStart();
            Sampler sampler = new Sampler(
                    session,
                    plan.plan(),
                    recipe,
                    plan.sampleShape(),
                    plan.data().classes());
            StepRunner runner = new StepRunner(plan, session, batches, labelled, options.stepTimes(), this::lastGood);
            Optional<ScoreReader> scores = plan.graphs()
                    .judge()
                    .filter(_ -> !listeners.isEmpty())
                    .map(_ -> new ScoreReader(plan, session, sampler));
            loggedAt = System.nanoTime();
            startedAt = loggedAt - nanosBefore();
            while (step < recipe.settings().steps() && !cancelled) {
                try {
                    step(runner);
                    sampler.parametersChanged();
                    observe(runner, sampler, scores);
                } catch (IOException | InterruptedException | RuntimeException | Error e) {
                    keepSteps(session, runner, e);
                    throw e;
                }
                if ((due(recipe.settings().every().checkpoint()) || checkpointAsked)
                        && step < recipe.settings().steps()
                        && !cancelled) {
                    checkpoint(session);
                }
            }
            checkpoint(session);
            return step < recipe.settings().steps() ? Outcome.CANCELLED : Outcome.FINISHED;
        }
    }

    /** How long training took until the checkpoint that the run goes on from. */
    private long nanosBefore() throws IOException {
        return folder.isPresent()
                ? (long) (folder.get().metrics().last(Columns.SECONDS).orElse(0) * 1e9)
                : 0;
    }

    /** After listeners know of the run, which may open its log. */
    private void logStart() {
        LOG.info(
                "Run '{}' starts after step {} of {} on {}",
                recipe.settings().name(),
                step,
                recipe.settings().steps(),
                plan.deviceDescription());
        plan.warnings().forEach(warning -> LOG.warn("Unwise, but trained: {}", warning));
    }

    private void step(StepRunner runner) throws InterruptedException {
        long before = batchesTaken;
        batchesTaken = runner.run(step, before);
        step++;
        samplesSinceLog += (batchesTaken - before) * recipe.settings().batchSize();
    }

    /** The steps since the last checkpoint, unless what failed is a step that has changed something. */
    private void keepSteps(Session session, StepRunner runner, Throwable failure) {
        if (runner.isBetweenSteps() && step > kept) {
            try {
                checkpoint(session);
            } catch (IOException | RuntimeException | Error e) {
                LOG.warn("Run '{}' cannot keep step {}: {}", recipe.settings().name(), step, e, e);
                // Java may throw the same error again where there is no memory.
                if (!e.equals(failure)) {
                    failure.addSuppressed(e);
                }
            }
        }
    }

    private void begin(Session session) throws InterruptedException {
        if (resumed.isPresent()) {
            resumed.get().variables().forEach((name, variable) -> session.write(name, variable.values()));
        } else {
            session.run(Variables.INITIALIZE, 0);
            ReferenceBatch.write(
                    session,
                    plan.plan(),
                    plan.split().training(),
                    recipe.settings().seed());
            generator.forEach((name, variable) -> session.write(name, variable.values()));
        }
        // The session has them now.
        resumed = Optional.empty();
        generator = new LinkedHashMap<>();
    }

    private boolean due(int every) {
        return step % every == 0 || step == recipe.settings().steps();
    }

    /** What is measured and told after a step; a step at which nothing is due costs nothing unless someone listens. */
    private void observe(StepRunner runner, Sampler sampler, Optional<ScoreReader> scores) throws IOException {
        double rate = samplesSinceLog / ((System.nanoTime() - loggedAt) * 1e-9);
        if (!listeners.isEmpty()) {
            listeners.tell(new TrainingEvent.StepCompleted(step, runner.criticLoss(), runner.generatorLoss(), rate));
        }
        boolean logs = due(recipe.settings().every().log());
        boolean measures = due(recipe.settings().every().metrics())
                && (!recipe.metrics().isEmpty() || plan.graphs().heldOut().isPresent());
        if (logs || measures) {
            SequencedMap<String, Double> values = new LinkedHashMap<>();
            values.put(Columns.SECONDS, (System.nanoTime() - startedAt) * 1e-9);
            if (logs) {
                runner.terms(values);
                values.put(Columns.SAMPLES_PER_SECOND, rate);
                loggedAt = System.nanoTime();
                samplesSinceLog = 0;
            }
            if (measures) {
                runner.heldOutError(values);
                measure(sampler, values);
            }
            if (folder.isPresent()) {
                folder.get().metrics().append(step, values);
            }
            listeners.tell(new TrainingEvent.MetricsMeasured(step, values));
        }
        if (due(recipe.settings().every().samples()) && !listeners.isEmpty()) {
            Shape shape = plan.sampleShape().prepend(options.sampleCount());
            listeners.tell(new TrainingEvent.SamplesDrawn(
                    step,
                    shape,
                    sampler.draw(
                            options.sampleCount(), Philox.key(recipe.settings().seed(), "samples"))));
            scores.ifPresent(reader -> listeners.tell(reader.read(step)));
        }
    }

    private void measure(Sampler sampler, SequencedMap<String, Double> target) {
        long key = Philox.key(recipe.settings().seed(), "metrics/" + step);
        for (Measurements.Value measured : measurements.measure(count -> sampler.draw(count, key), this::notMeasured)) {
            target.put(measured.measured().qualified(measured.name()), measured.value());
        }
    }

    /** Its cells stay empty. */
    private void notMeasured(String metric, Throwable failure) {
        ofMetrics.computeIfAbsent(metric, name -> new Mishaps("Metric", name)).add(step, failure);
    }

    private void checkpoint(Session session) throws IOException {
        checkpointAsked = false;
        if (folder.isPresent()) {
            SequencedMap<String, SavedVariable> variables = new LinkedHashMap<>();
            plan.graphs()
                    .initialize()
                    .writes()
                    .forEach((name, value) -> variables.put(name, new InSession(name, value.shape(), session)));
            Path file = folder.get()
                    .checkpoints()
                    .write(new Checkpoint(
                            step,
                            batchesTaken,
                            recipe.settings().seed(),
                            plan.sampleShape(),
                            recipe.effective(),
                            provenance,
                            variables));
            lastCheckpoint = Optional.of(file);
            kept = step;
            folder.get().checkpoints().keepNewest(recipe.settings().keepCheckpoints());
            listeners.tell(new TrainingEvent.CheckpointWritten(step, file));
        }
    }

    /** A variable where it is; throws {@link TrainingException} if it is read and a value is not finite. */
    private final class InSession implements SavedVariable {
        private final String name;
        private final Shape shape;
        private final Session session;

        private InSession(String name, Shape shape, Session session) {
            this.name = name;
            this.shape = shape;
            this.session = session;
        }

        @Override
        public Shape shape() {
            return shape;
        }

        @Override
        public double[] values() {
            double[] values = new double[shape.length()];
            read(0, values);
            return values;
        }

        @Override
        public void read(int first, double[] target) {
            session.read(name, first, target);
            for (double value : target) {
                if (!Double.isFinite(value)) {
                    throw new TrainingException(
                            "at step " + step + " '" + name + "' holds a value that is " + value + lastGood());
                }
            }
        }
    }
}
