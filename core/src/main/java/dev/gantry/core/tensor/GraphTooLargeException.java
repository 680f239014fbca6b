package dev.gantry.core.tensor;

/** More tensors than {@link GraphBounds#within} allows. */
public final class GraphTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int most;

    GraphTooLargeException(int most) {
        super("more than %,d operations".formatted(most));
        this.most = most;
    }

    /** How many were allowed. */
    public int most() {
        return most;
    }
}
