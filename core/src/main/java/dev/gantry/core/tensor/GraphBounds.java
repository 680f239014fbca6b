package dev.gantry.core.tensor;

import java.util.function.Supplier;

/**
 * Keeps the making of a graph within bounds: it ends when the graph is too large to be planned, and when its thread is
 * interrupted.
 */
public final class GraphBounds {

    private static final ScopedValue<GraphBounds> CURRENT = ScopedValue.newInstance();

    private final int most;
    private int made;

    private GraphBounds(int most) {
        this.most = most;
    }

    /**
     * What {@code work} gives, which may make at most {@code most} tensors.
     *
     * @throws GraphTooLargeException if it would make more
     * @throws PlanningInterruptedException if the thread is interrupted while it makes them
     */
    public static <T> T within(int most, Supplier<T> work) {
        return ScopedValue.where(CURRENT, new GraphBounds(most)).call(work::get);
    }

    /** How many tensors the bounded work around this call has made so far; 0 where there is none. */
    public static int made() {
        return CURRENT.isBound() ? CURRENT.get().made : 0;
    }

    /**
     * For loops over a graph, which may be long.
     *
     * @throws PlanningInterruptedException if the thread is interrupted
     */
    public static void checkInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw new PlanningInterruptedException();
        }
    }

    static void count() {
        if (CURRENT.isBound()) {
            checkInterrupt();
            GraphBounds current = CURRENT.get();
            if (current.made == current.most) {
                throw new GraphTooLargeException(current.most);
            }
            current.made++;
        }
    }
}
