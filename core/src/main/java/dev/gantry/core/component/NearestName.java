package dev.gantry.core.component;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** Finds what somebody meant who wrote a name that does not exist. */
public final class NearestName {

    private static final double ALIKE = 0.85;
    static final int MOST = 3;

    private NearestName() {}

    /** The known names that look like {@code name}, the nearest first; at most three. */
    public static List<String> of(String name, Collection<String> known) {
        JaroWinklerSimilarity similarity = new JaroWinklerSimilarity();
        return known.stream()
                .filter(candidate -> similarity.apply(name, candidate) > ALIKE)
                .sorted(Comparator.comparingDouble((String candidate) -> -similarity.apply(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** The first of the written names that looks like {@code meant} and is another. */
    public static Optional<String> misspelled(String meant, Collection<String> written) {
        return written.stream()
                .filter(name -> !name.equals(meant) && !of(name, Set.of(meant)).isEmpty())
                .findFirst();
    }

    /** {@code " Did you mean 'lambda'?"}, to end a message with; empty where no known name looks like {@code name}. */
    public static String hint(String name, Collection<String> known) {
        return hint(of(name, known));
    }

    /** The same with names that are found already. */
    static String hint(List<String> meant) {
        return meant.isEmpty() ? "" : " Did you mean '" + String.join("' or '", meant) + "'?";
    }
}
