package dev.gantry.core.runtime;

import java.io.IOException;
import java.nio.file.Path;

/** A run cannot start or go on. The message says what, where, and what is left of the run. */
public final class TrainingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A file cannot be written, and why, in words. */
    public static TrainingException cannotWrite(Path file, IOException cause) {
        return new TrainingException("cannot write " + file + ": " + RunFolder.reason(cause), cause);
    }
}
