package dev.gantry.core.export;

import dev.gantry.core.component.Component;

/** A network cannot be exported. The message names what stands in the way. */
public final class ExportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ExportException(String message) {
        super(message);
    }

    /**
     * A part of the network stands in the way, which may be somebody else's.
     *
     * @param problem what is wrong with it; its class and where that comes from are added
     * @param cure what to do
     */
    public ExportException(String problem, Object part, String cure) {
        super("%s (%s); %s".formatted(problem, Component.whose(part), cure));
    }
}
