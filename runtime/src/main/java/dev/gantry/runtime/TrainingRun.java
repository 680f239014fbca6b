package dev.gantry.runtime;

import dev.gantry.core.run.RunResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** A training under way, on a thread of its own. It may be used by many threads. */
public final class TrainingRun implements AutoCloseable {

    private static final Logger LOG = LogManager.getLogger(TrainingRun.class);

    private final TrainingPlan plan;
    private final TrainingLoop loop;
    private final Duration patience;
    private final CompletableFuture<RunResult> result = new CompletableFuture<>();
    private final Thread thread;

    /**
     * @param patience how long a listener may keep the run from ending before it is interrupted
     */
    TrainingRun(TrainingPlan plan, TrainingLoop loop, Duration patience) {
        this.plan = plan;
        this.loop = loop;
        this.patience = patience;
        // Not a daemon: an application whose main thread ends goes on training.
        this.thread = Thread.ofPlatform().name("gantry-training").unstarted(this::train);
    }

    /** Called by the plan, which from now on has this run. */
    void begin() {
        thread.start();
    }

    private void train() {
        RunResult ended;
        try {
            ended = loop.run();
        } catch (RuntimeException | Error e) {
            ended = loop.broken(e);
        }
        try {
            plan.ended(this);
        } finally {
            result.complete(ended);
        }
    }

    /** Asks the run to stop: it completes its step and writes a checkpoint. Returns at once. */
    public void cancel() {
        loop.cancel();
    }

    /** Asks the run for a checkpoint after the step that is under way. Returns at once. */
    public void checkpoint() {
        loop.askCheckpoint();
    }

    /** How the run ended; empty while it goes on. */
    public Optional<RunResult> result() {
        return Optional.ofNullable(result.getNow(null));
    }

    /**
     * Waits for the end of the run. A run that fails ends with a result that says why; nothing is thrown.
     *
     * @throws InterruptedException if the waiting thread is interrupted; the run goes on
     */
    public RunResult await() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run always ends with a result", e);
        }
    }

    /**
     * Cancels the run if it goes on, and waits for its end, an interrupt of the waiting thread notwithstanding: for the step
     * that is under way, its checkpoint, and the listeners. A listener that keeps the run for longer than 10 seconds is
     * interrupted, and one that heeds no interrupt is not waited for after 10 more: then this returns, with a warning in the
     * log, and the run ends when its listener lets it. Called by a listener of the run, this only cancels.
     */
    @Override
    public void close() {
        cancel();
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        boolean interrupted = false;
        boolean waiting = true;
        while (waiting) {
            try {
                waiting = !thread.join(patience) && isWorthWaitingFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isWorthWaitingFor() {
        boolean heeds = loop.listeners().interruptAfter(patience);
        if (!heeds) {
            LOG.warn("A listener keeps a run from ending, and is not waited for any longer");
        }
        return heeds;
    }
}
