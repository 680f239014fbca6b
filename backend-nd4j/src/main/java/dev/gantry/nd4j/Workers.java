package dev.gantry.nd4j;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread for each further core, to share large loops with the caller. Work is split by worker number, never by who is
 * first, so that results do not depend on timing; handing work over allocates nothing.
 */
final class Workers implements AutoCloseable {

    /** A share of some work. */
    @FunctionalInterface
    interface Work {
        void run(int worker);
    }

    private static final int SPINS = 2_000;

    private static final class Helper extends Thread {
        private final int number;
        private volatile boolean busy;
        private volatile @Nullable Work work;
        private volatile @Nullable Throwable failure;
        private volatile boolean closed;

        private Helper(int number) {
            super("gantry-worker-" + number);
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            if (OneDnn.isThere()) {
                OneDnn.useOneThread();
            }
            while (!closed) {
                for (int i = 0; !busy && i < SPINS; i++) {
                    Thread.onSpinWait();
                }
                while (!busy && !closed) {
                    LockSupport.park(this);
                }
                Work share = work;
                if (busy && share != null) {
                    try {
                        share.run(number);
                    } catch (RuntimeException | Error e) {
                        failure = e;
                    }
                    busy = false;
                }
            }
        }
    }

    private final Helper[] helpers;

    /** Starts no thread yet. */
    Workers(int count) {
        helpers = new Helper[count - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(i + 1);
        }
    }

    /** Starts the threads, which run until this is closed, even if one of them cannot be started. */
    void start() {
        for (Helper helper : helpers) {
            helper.start();
        }
    }

    /** The number of shares that work is split into. */
    int count() {
        return helpers.length + 1;
    }

    /**
     * Runs every share, share 0 on the calling thread, and returns when all are done, also if one fails: nobody may free memory
     * that a worker still writes to.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    void run(Work work) {
        for (Helper helper : helpers) {
            helper.work = work;
            helper.failure = null;
            helper.busy = true;
            LockSupport.unpark(helper);
        }
        try {
            work.run(0);
        } finally {
            for (Helper helper : helpers) {
                for (int i = 0; helper.busy; i++) {
                    if (i < SPINS) {
                        Thread.onSpinWait();
                    } else {
                        // The helper may be waiting for this very core.
                        Thread.yield();
                    }
                }
            }
        }
        for (Helper helper : helpers) {
            Throwable failure = helper.failure;
            if (failure != null) {
                throw new IllegalStateException("a worker failed", failure);
            }
        }
    }

    @Override
    public void close() {
        for (Helper helper : helpers) {
            helper.closed = true;
            LockSupport.unpark(helper);
        }
    }
}
