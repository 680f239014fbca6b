package dev.gantry.spark;

import dev.gantry.engine.backend.Owned;
import org.jspecify.annotations.Nullable;

/** What an executor keeps from one task to the next: made when the first comes that needs it, and kept until one needs another. */
final class ExecutorSession {

    private static @Nullable ExecutorSession latest;

    private final String owner;
    private final Object work;
    private final Owned owned;

    private ExecutorSession(String owner, Object work, Owned owned) {
        this.owner = owner;
        this.work = work;
        this.owned = owned;
    }

    /**
     * What does the tasks of a run or an evaluation.
     *
     * @param owner no other has this name
     * @param open makes it
     */
    static synchronized <T> T of(String owner, Class<T> type, Owned.Building<T, RuntimeException> open) {
        ExecutorSession session = latest;
        if (session == null || !session.owner.equals(owner)) {
            latest = null;
            if (session != null) {
                session.owned.close();
            }
            session = Owned.by(owned -> new ExecutorSession(owner, open.with(owned), owned));
            latest = session;
        }
        return type.cast(session.work);
    }
}
