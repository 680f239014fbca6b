package dev.gantry.app;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets Ctrl-C end work well: while it is open, the end of the JVM cancels the work and waits until it is closed. The JVM's
 * own exit code is then 130.
 */
final class Interruption implements AutoCloseable {

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "gantry-interruption");
    private volatile @Nullable Work work;

    private record Work(String end, Runnable cancel, BooleanSupplier failed) {}

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * @param end what becomes of the work, in a sentence
     * @param cancel asks the work to end, and returns at once
     * @param failed whether it ended without a checkpoint to go on from
     */
    void cancels(String end, Runnable cancel, BooleanSupplier failed) {
        work = new Work(end, cancel, failed);
    }

    private void end() {
        Work underWay = work;
        if (underWay == null) {
            tell("interrupted before anything was trained");
            return;
        }
        tell("interrupted; " + underWay.end);
        underWay.cancel.run();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (underWay.failed.getAsBoolean()) {
            // Otherwise the exit code would promise a checkpoint.
            Runtime.getRuntime().halt(Gantry.FAILED);
        }
    }

    private static void tell(String message) {
        System.err.println((ProgressChoice.onTerminal() ? ProgressOnTerminal.ABOVE : "") + "gantry: " + message);
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
