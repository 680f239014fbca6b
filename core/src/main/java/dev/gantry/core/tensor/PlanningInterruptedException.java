package dev.gantry.core.tensor;

/** The thread was interrupted while it traced or planned a graph; its interrupt status is still set. */
public final class PlanningInterruptedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PlanningInterruptedException() {
        super("interrupted while planning");
    }
}
