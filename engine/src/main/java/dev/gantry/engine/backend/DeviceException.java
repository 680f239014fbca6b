package dev.gantry.engine.backend;

/** A device fails: it is lost, has too little memory, or cannot compile a plan. The message says so in a sentence without its end. */
public final class DeviceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DeviceException(String message) {
        super(message);
    }
}
