package dev.gantry.runtime.component;

import java.util.List;

/** Plugins offer components of the same name, or nothing offers any; the message lists everything that is wrong. */
public final class PluginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * @param problems at least one
     */
    public PluginException(List<Problem> problems) {
        super(Problem.list("plugins have", problems));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
