package dev.gantry.core.data;

/** Data is missing, corrupt, or not what the recipe says. The message names the file, what is wrong and the cure. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
