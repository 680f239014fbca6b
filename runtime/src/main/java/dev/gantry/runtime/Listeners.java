package dev.gantry.runtime;

import dev.gantry.runtime.run.TrainingEvent;
import dev.gantry.runtime.run.TrainingListener;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a run's listeners what happens. One that throws, or is interrupted, harms neither the run nor the others. */
final class Listeners {

    private record Told(TrainingListener listener, Mishaps mishaps) {}

    private final List<Told> listeners;

    /** The thread that is in a listener, and since when. */
    private @Nullable Thread telling;

    private long since;

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
    }

    private synchronized void leave() {
        telling = null;
        // An interrupt was the listener's; the step after it would take it for its own.
        Thread.interrupted();
    }

    /** How long a listener has kept the run waiting by now; zero while none does. */
    synchronized Duration keptWaiting() {
        return telling == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    /** Interrupts the listener that keeps the run waiting, if one does, and never the run itself. */
    synchronized void interrupt() {
        if (telling != null) {
            telling.interrupt();
        }
    }
}
