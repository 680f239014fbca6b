package dev.gantry.core.spi;

/** A network cannot be exported. The message names what stands in the way. */
public final class ExportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ExportException(String message) {
        super(message);
    }
}
