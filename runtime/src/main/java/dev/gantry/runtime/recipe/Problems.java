package dev.gantry.runtime.recipe;

import dev.gantry.runtime.component.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What was found wrong with a recipe so far. */
final class Problems {

    private static final int LONGEST = 1_000;
    private static final int END = 300;

    private record Located(Location location, String message, Optional<Throwable> thrown) {}

    private final Set<Located> all =
            new TreeSet<>(Comparator.comparing(Located::location).thenComparing(Located::message));

    void add(Location location, String message) {
        add(location, message, Optional.empty());
    }

    /** What was found because something was thrown. */
    void add(Location location, String message, Optional<Throwable> thrown) {
        all.add(new Located(location, shown(message), thrown));
    }

    /** What a message repeats of a recipe may be long: then its middle, where that stands, is left out. */
    static String shown(String message) {
        String line = message.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST
                ? line
                : line.substring(0, LONGEST - END) + " ... " + line.substring(line.length() - END);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void throwIfAny() {
        throwIfAny("recipe");
    }

    void throwIfAny(String what) {
        if (!all.isEmpty()) {
            throw new RecipeException(what, all());
        }
    }

    /** In the order of files and lines. */
    List<Problem> all() {
        return all.stream()
                .map(problem -> new Problem(problem.location.toString(), problem.message, problem.thrown))
                .toList();
    }
}
