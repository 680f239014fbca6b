package dev.gantry.core.tensor;

/** Thrown while a graph is traced, where an operation cannot take the shapes it is given. */
public final class ShapeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }
}
