package dev.gantry.engine.backend;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What something owns, closed with it in the opposite order. Closing goes on after one that fails. For one thread at a time. */
public final class Owned implements AutoCloseable {

    private final Deque<Runnable> releases = new ArrayDeque<>();

    /** Owns nothing yet. */
    public Owned() {}

    /**
     * Makes something of parts that are owned.
     *
     * @param <T> what is made
     * @param <E> what it may throw
     */
    @FunctionalInterface
    public interface Building<T, E extends Exception> {

        /** Adds each part as soon as it is open. */
        T with(Owned owned) throws E;
    }

    /** What is built; if that fails, all that was added until then is closed. */
    public static <T, E extends Exception> T by(Building<T, E> building) throws E {
        Owned owned = new Owned();
        try {
            return building.with(owned);
        } catch (Throwable e) {
            try {
                owned.close();
            } catch (RuntimeException | Error more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /** Has this run when all is closed. */
    public void add(Runnable release) {
        releases.push(release);
    }

    /** Throws what the first one threw, with what came later suppressed; closing again does nothing. */
    @Override
    public void close() {
        @Nullable Throwable failure = null;
        while (!releases.isEmpty()) {
            try {
                releases.pop().run();
            } catch (RuntimeException | Error e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }
}
