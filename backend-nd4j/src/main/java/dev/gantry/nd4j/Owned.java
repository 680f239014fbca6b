package dev.gantry.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What something owns, closed with it in the opposite order. Closing goes on after one that fails. */
final class Owned implements AutoCloseable {

    private final Deque<Runnable> releases = new ArrayDeque<>();

    /** What is built; if that fails, all that was added until then is closed. */
    static <T> T by(Function<Owned, T> build) {
        Owned owned = new Owned();
        try {
            return build.apply(owned);
        } catch (RuntimeException | Error e) {
            try {
                owned.close();
            } catch (RuntimeException | Error more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /** Has this run when all is closed. */
    void add(Runnable release) {
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
