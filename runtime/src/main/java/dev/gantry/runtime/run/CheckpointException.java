package dev.gantry.runtime.run;

/** A checkpoint is missing, damaged, too new, or of another recipe. The message names the file and a good older one. */
public final class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
