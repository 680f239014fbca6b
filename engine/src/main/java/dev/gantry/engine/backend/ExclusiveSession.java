package dev.gantry.engine.backend;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives a session to one thread at a time and to nobody once it is closed, so that a backend need not look. Asking allocates
 * nothing.
 */
public final class ExclusiveSession implements Session {

    /** Never started: nobody is it. */
    private static final Thread CLOSED = Thread.ofVirtual().unstarted(() -> {});

    private final Session session;

    /** The thread that uses the session, if any, or {@link #CLOSED}. */
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();

    /**
     * @param session used and closed through this alone from now on
     */
    public ExclusiveSession(Session session) {
        this.session = session;
    }

    @Override
    public void run(String program, long step) {
        take();
        try {
            session.run(program, step);
        } finally {
            giveBack();
        }
    }

    @Override
    public void runTimed(String program, long step, StepTimes times) {
        take();
        try {
            session.runTimed(program, step, times);
        } finally {
            giveBack();
        }
    }

    @Override
    public void write(String variable, double[] values) {
        take();
        try {
            session.write(variable, values);
        } finally {
            giveBack();
        }
    }

    @Override
    public void write(String variable, float[] values) {
        take();
        try {
            session.write(variable, values);
        } finally {
            giveBack();
        }
    }

    @Override
    public double[] read(String variable) {
        take();
        try {
            return session.read(variable);
        } finally {
            giveBack();
        }
    }

    @Override
    public void read(String variable, float[] target) {
        take();
        try {
            session.read(variable, target);
        } finally {
            giveBack();
        }
    }

    @Override
    public void read(String variable, int first, double[] target) {
        take();
        try {
            session.read(variable, first, target);
        } finally {
            giveBack();
        }
    }

    @Override
    public void close() {
        Thread found = user.compareAndExchange(null, CLOSED);
        if (found == null) {
            session.close();
        } else if (!found.equals(CLOSED)) {
            throw inUse(found);
        }
    }

    private void take() {
        Thread found = user.compareAndExchange(null, Thread.currentThread());
        if (found != null) {
            throw found.equals(CLOSED) ? new IllegalStateException("the session is closed") : inUse(found);
        }
    }

    private void giveBack() {
        user.set(null);
    }

    private static IllegalStateException inUse(Thread other) {
        return new IllegalStateException("one thread at a time may use a session, and '" + other.getName()
                + "' uses it while '" + Thread.currentThread().getName()
                + "' asks; take turns, or give each thread its own");
    }
}
