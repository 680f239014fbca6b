package dev.gantry.core.runtime;

/** A run cannot start or go on. The message says what, where, and what is left of the run. */
public final class TrainingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
