package dev.gantry.runtime.component;

import java.util.Objects;
import java.util.Optional;

/**
 * Something wrong with a recipe or a plugin.
 *
 * @param location where: {@code recipes/mnist.conf: 3}, {@code --set batch-size=x}, or a plugin's JAR
 * @param message what is wrong, the rule, what was found and the cure
 * @param thrown what tells it to who looks for its origin; two problems of one message are equal all the same
 */
public record Problem(String location, String message, Optional<Throwable> thrown) {

    public Problem(String location, String message) {
        this(location, message, Optional.empty());
    }

    public Problem {
        // A recipe can include files of any name, and terminals obey some characters.
        location = location.replaceAll("\\p{Cntrl}", "?");
    }

    /** The same, found because this was thrown. */
    public Problem because(Throwable error) {
        return new Problem(location, message, Optional.of(error));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Problem problem && location.equals(problem.location) && message.equals(problem.message);
    }

    @Override
    public int hashCode() {
        return Objects.hash(location, message);
    }

    @Override
    public String toString() {
        return location + ": " + message;
    }

    public static String list(String what, Iterable<Problem> problems) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (Problem problem : problems) {
            text.append("\n  ").append(problem);
            count++;
        }
        return what + (count == 1 ? " 1 problem:" : " " + count + " problems:") + text;
    }
}
