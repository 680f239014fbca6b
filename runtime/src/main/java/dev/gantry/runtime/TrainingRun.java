package dev.gantry.runtime;

import dev.gantry.runtime.run.RunResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A training under way, on a thread of its own. */
public final class TrainingRun implements OpenResources.Resource {

    private final TrainingLoop loop;
    private final OpenResources open;
    private final CompletableFuture<RunResult> result = new CompletableFuture<>();
    private final Thread thread;

    TrainingRun(TrainingLoop loop, OpenResources open) {
        this.loop = loop;
        this.open = open;
        // Not a daemon: an application whose main thread ends goes on training.
        this.thread = Thread.ofPlatform().name("gantry-training").unstarted(() -> {
            result.complete(loop.run());
            open.closing(this);
        });
    }

    TrainingRun started() {
        thread.start();
        return this;
    }

    /** Asks the run to stop: it completes its step and writes a checkpoint. Returns at once. */
    public void cancel() {
        loop.cancel();
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

    /** Cancels the run if it goes on, and waits for its end, unless called by one of its own listeners. */
    @Override
    public void close() {
        cancel();
        open.closing(this);
        if (!Thread.currentThread().equals(thread)) {
            result.join();
        }
    }
}
