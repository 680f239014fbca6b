package dev.gantry.opencl;

/** A device that fails. */
final class OpenClException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OpenClException(String message) {
        super(message);
    }
}
