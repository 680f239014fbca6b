package dev.gantry.core.component;

/**
 * What a component was given does not suit it: samples of a shape that it cannot look at, or too few of them. The message says
 * what it needs and what was found. Whoever chose the component, or the data, can choose another; any other
 * {@link IllegalArgumentException} is taken for a mistake in the component.
 */
public final class UnsuitableException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public UnsuitableException(String message) {
        super(message);
    }

    public UnsuitableException(String message, Throwable cause) {
        super(message, cause);
    }
}
