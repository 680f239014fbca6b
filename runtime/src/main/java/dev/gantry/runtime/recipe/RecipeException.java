package dev.gantry.runtime.recipe;

import dev.gantry.runtime.component.Problem;
import java.util.List;

/**
 * A recipe, or a file that names recipes, cannot be used; the message lists everything that is wrong with it. What was thrown is
 * among the suppressed exceptions.
 */
public final class RecipeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * @param problems at least one, in the order of files and lines
     */
    public RecipeException(List<Problem> problems) {
        this("recipe", problems);
    }

    /**
     * @param what has the problems
     * @param problems at least one, in the order of files and lines
     */
    public RecipeException(String what, List<Problem> problems) {
        super(Problem.list(what + " has", problems));
        this.problems = List.copyOf(problems);
        problems.stream()
                .flatMap(problem -> problem.thrown().stream())
                .distinct()
                .forEach(this::addSuppressed);
    }

    public List<Problem> problems() {
        return problems;
    }
}
