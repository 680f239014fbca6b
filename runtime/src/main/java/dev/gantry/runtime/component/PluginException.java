package dev.gantry.runtime.component;

import java.util.List;

/** Plugins cannot be loaded, or offer components of the same name; the message lists everything that is wrong. */
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
