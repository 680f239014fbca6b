package dev.gantry.runtime;

import dev.gantry.runtime.run.TrainingEvent;
import dev.gantry.runtime.run.TrainingListener;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Tells a run's listeners what happens. One that throws, or is interrupted, harms neither the run nor the others. */
final class Listeners {

    private record Told(TrainingListener listener, Mishaps mishaps) {}

    private final List<Told> listeners;

    /** The thread that is in a listener, and since when. */
    private @Nullable Thread telling;

    private long since;

    /** When it was interrupted. */
    private OptionalLong askedAt = OptionalLong.empty();

    Listeners(List<TrainingListener> listeners) {
        this.listeners = listeners.stream()
                .map(listener -> new Told(listener, new Mishaps("Listener", listener)))
                .toList();
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void tell(TrainingEvent event) {
        for (Told told : listeners) {
            enter();
            try {
                told.listener.on(event);
            } catch (RuntimeException | Error e) {
                told.mishaps.add(event.step(), e);
            } finally {
                leave();
            }
        }
    }

    /** Tells the log how often they failed. */
    void end() {
        listeners.forEach(told -> told.mishaps.end());
    }

    private synchronized void enter() {
        telling = Thread.currentThread();
        since = System.nanoTime();
        askedAt = OptionalLong.empty();
    }

    private synchronized void leave() {
        telling = null;
        // An interrupt was the listener's; the step after it would take it for its own.
        Thread.interrupted();
    }

    /**
     * Interrupts the listener that has kept the run waiting for so long, and never the run itself.
     *
     * @return false if it was interrupted so long ago and keeps the run waiting still
     */
    synchronized boolean interruptAfter(Duration patience) {
        long now = System.nanoTime();
        if (telling == null || now - since < patience.toNanos()) {
            return true;
        }
        if (askedAt.isEmpty()) {
            askedAt = OptionalLong.of(now);
            telling.interrupt();
        }
        return now - askedAt.getAsLong() < patience.toNanos();
    }
}
