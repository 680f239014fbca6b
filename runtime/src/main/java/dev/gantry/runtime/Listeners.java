package dev.gantry.runtime;

import dev.gantry.core.run.Listener;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.engine.backend.Owned;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeProblems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Tells a run's listeners what happens. One that throws, or is interrupted, harms neither the run nor the others. */
final class Listeners implements AutoCloseable {

    private static final Logger LOG = LogManager.getLogger(Listeners.class);

    private record Told(TrainingListener listener, Mishaps mishaps) {}

    private final List<Told> listeners;
    private final Owned opened;

    /** The thread that is in a listener, and since when. */
    private @Nullable Thread telling;

    private long since;

    /** When it was interrupted. */
    private OptionalLong askedAt = OptionalLong.empty();

    private Listeners(List<Told> listeners, Owned opened) {
        this.listeners = List.copyOf(listeners);
        this.opened = opened;
    }

    /**
     * Those of the application, in its order, and then the recipe's, which are opened: a report on a run finds the pictures that
     * the application has drawn.
     *
     * @throws RecipeException if one of the recipe's cannot be opened
     */
    static Listeners open(Recipe recipe, List<TrainingListener> given) {
        List<Told> all = new ArrayList<>();
        given.forEach(listener -> all.add(new Told(listener, new Mishaps("Listener", listener))));
        return Owned.by(owned -> {
            recipe.listeners().forEach((name, listener) -> {
                String block = "listeners." + name;
                TrainingListener opened = opened(recipe, block, listener);
                String whose = RecipeProblems.whose(recipe, block);
                all.add(new Told(opened, new Mishaps("Listener", whose)));
                if (opened instanceof AutoCloseable resource) {
                    owned.add(() -> close(resource, whose));
                }
            });
            return new Listeners(all, owned);
        });
    }

    private static TrainingListener opened(Recipe recipe, String block, Listener listener) {
        try {
            TrainingListener opened = listener.open();
            if (opened == null) {
                throw new IllegalStateException("its open() gives null");
            }
            return opened;
        } catch (RuntimeException | LinkageError e) {
            throw new RecipeException(List.of(RecipeProblems.failed(recipe, block, e)));
        }
    }

    private static void close(AutoCloseable listener, String whose) {
        try {
            listener.close();
        } catch (Exception | Error e) {
            LOG.warn("Listener {} cannot be closed: {}", whose, e, e);
        }
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

    /** Tells the log how often they failed, and closes the recipe's. */
    void end() {
        listeners.forEach(told -> told.mishaps.end());
        enter();
        try {
            close();
        } finally {
            leave();
        }
    }

    /** Closes the recipe's, where the run does not begin. */
    @Override
    public void close() {
        opened.close();
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
