package dev.gantry.app;

import dev.gantry.core.runtime.RunResult;
import dev.gantry.core.runtime.TrainingRun;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Lets Ctrl-C end a run well: while it is open, the end of the JVM cancels the run and waits until it is closed. The JVM's
 * own exit code is then 130.
 */
final class Interruption implements AutoCloseable {

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "gantry-interruption");
    private volatile @Nullable TrainingRun running;

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void cancels(TrainingRun run) {
        running = run;
    }

    private void end() {
        TrainingRun run = running;
        if (run == null) {
            return;
        }
        run.cancel();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Optional<RunResult.Outcome> outcome = run.result().map(RunResult::outcome);
        if (outcome.equals(Optional.of(RunResult.Outcome.FAILED))) {
            // Otherwise the exit code would promise a checkpoint.
            Runtime.getRuntime().halt(Gantry.FAILED);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook is what ends it.
            return;
        }
    }
}
