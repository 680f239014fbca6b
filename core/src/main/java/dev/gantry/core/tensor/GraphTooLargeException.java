package dev.gantry.core.tensor;

/** More tensors than {@link Tracing#bounded} allows. */
public final class GraphTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    GraphTooLargeException(int most) {
        super("more than %,d operations".formatted(most));
    }
}
