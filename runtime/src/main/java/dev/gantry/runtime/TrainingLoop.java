package dev.gantry.runtime;

import com.typesafe.config.Config;
import dev.gantry.core.data.DataException;
import dev.gantry.core.run.Concern;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.DeviceException;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.Session;
import dev.gantry.runtime.data.BatchPart;
import dev.gantry.runtime.data.Inputs;
import dev.gantry.runtime.data.ReferenceBatch;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.recipe.TrainingSettings.Every;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.run.Workplace;
import dev.gantry.runtime.store.Checkpoint;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import dev.gantry.runtime.store.Checkpoints;
import dev.gantry.runtime.store.RunFolder;
import dev.gantry.runtime.trace.Variables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
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
    private final StepObserver observer;
    private final RunOptions options;
    private final Listeners listeners;

    private volatile boolean cancelled;
    private volatile boolean checkpointAsked;

    private int step;
    private long batchesTaken;

    /** The step of the last checkpoint, or of the start. */
    private int kept;

    private Optional<Path> lastCheckpoint;

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
        this.options = options;
        this.listeners = listeners;
        this.observer = new StepObserver(plan, folder, options.sampleCount(), listeners);
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
        } catch (DeviceException e) {
            return failed("cannot go on: " + e.getMessage(), e);
        } catch (StepInputs.ScheduleException e) {
            return failed("cannot go on: " + e.getMessage(), e);
        } catch (IOException e) {
            return failed("cannot write its files: " + TrainingException.reason(e), e);
        } catch (InterruptedException e) {
            return failed("was interrupted", e);
        } catch (RuntimeException | Error e) {
            return failed("failed: " + e, e);
        } finally {
            observer.end();
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

    private String keptCheckpoint() {
        return lastCheckpoint.map(file -> ". Its last checkpoint is " + file).orElse("");
    }

    private Outcome train() throws IOException, InterruptedException {
        try (Session session =
                        plan.backend().compile(plan.plan(), recipe.settings().seed());
                BatchPart batches = new BatchPart(plan.split(), recipe.settings(), 0);
                Owned owned = new Owned()) {
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
            StepRunner runner = new StepRunner(
                    plan,
                    session,
                    new Inputs(session, plan.plan()),
                    batches,
                    shared(session, owned),
                    UnaryOperator.identity(),
                    options.stepTimes(),
                    this::lastGood);
            Optional<ScoreReader> scores = plan.graphs()
                    .judge()
                    .filter(_ -> !listeners.isEmpty())
                    .map(_ -> new ScoreReader(plan, session, sampler));
            observer.begin(batchesTaken, scores);
            while (goesOn()) {
                int before = step;
                try {
                    step(runner);
                    sampler.parametersChanged();
                    observer.observe(before, step, batchesTaken, runner, sampler);
                    if (observer.isBest()) {
                        keepBest(session);
                    }
                } catch (IOException | InterruptedException | RuntimeException | Error e) {
                    keepSteps(session, runner, e);
                    throw e;
                }
                boolean due =
                        Every.passes(before, step, recipe.settings().every().checkpoint());
                if ((due || checkpointAsked) && goesOn()) {
                    checkpoint(session);
                }
            }
            checkpoint(session);
            observer.wrong().ifPresent(wrong -> {
                throw new TrainingException("at step " + step
                        + " the run was stopped, because 'on-divergence' is stop: " + wrong + keptCheckpoint());
            });
            observer.reached()
                    .ifPresent(why -> LOG.info(
                            "Run '{}' has trained enough: {}", recipe.settings().name(), why));
            return step < recipe.settings().steps() && observer.reached().isEmpty()
                    ? Outcome.CANCELLED
                    : Outcome.FINISHED;
        }
    }

    /**
     * @param owned is given what is opened
     */
    private Optional<SharedWork> shared(Session session, Owned owned) {
        if (recipe.settings().workers().count() == 1) {
            return Optional.empty();
        }
        Workplace place = options.workplace().orElseGet(() -> {
            Workplace local = new LocalWorkplace(plan.worker(options.stepTimes()));
            owned.add(local::close);
            return local;
        });
        return Optional.of(new SharedWork(plan, session, place));
    }

    private boolean goesOn() {
        return step < recipe.settings().steps() && !cancelled && !observer.isOver();
    }

    /** After listeners know of the run, which may open its log. */
    private void logStart() {
        LOG.info(
                "Run '{}' starts after step {} of {} on {}",
                recipe.settings().name(),
                step,
                recipe.settings().steps(),
                plan.deviceDescription());
        plan.aboutData().forEach(line -> LOG.info("Data: {}", line));
        plan.warnings().forEach(warning -> {
            LOG.warn("Unwise, but trained: {}", warning);
            listeners.tell(new TrainingEvent.Warned(step, Concern.UNWISE, warning.toString()));
        });
    }

    private void step(StepRunner runner) throws InterruptedException {
        batchesTaken = runner.run(step, batchesTaken);
        step = recipe.settings().end(step);
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

    private void checkpoint(Session session) throws IOException {
        checkpointAsked = false;
        if (folder.isPresent()) {
            Path file = folder.get().checkpoints().write(state(session));
            lastCheckpoint = Optional.of(file);
            kept = step;
            folder.get().checkpoints().keepNewest(recipe.settings().keepCheckpoints());
            listeners.tell(new TrainingEvent.CheckpointWritten(step, file));
        }
    }

    private void keepBest(Session session) throws IOException {
        if (folder.isPresent()) {
            Path file = folder.get().checkpoints().writeBest(state(session));
            listeners.tell(new TrainingEvent.CheckpointWritten(step, file));
        }
    }

    private Checkpoint state(Session session) {
        SequencedMap<String, SavedVariable> variables = new LinkedHashMap<>();
        plan.graphs()
                .initialize()
                .writes()
                .forEach((name, value) -> variables.put(name, new InSession(name, value.shape(), session)));
        return new Checkpoint(
                step,
                batchesTaken,
                recipe.settings().seed(),
                plan.sampleShape(),
                recipe.effective(),
                provenance,
                variables);
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
