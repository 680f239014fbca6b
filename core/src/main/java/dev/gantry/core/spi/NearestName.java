package dev.gantry.core.spi;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** Finds what somebody meant who wrote a name that does not exist. */
public final class NearestName {

    private static final double ALIKE = 0.75;

    private NearestName() {}

    /** The known name that looks most like {@code name}; empty where none looks like it at all. */
    public static Optional<String> of(String name, Collection<String> known) {
        JaroWinklerSimilarity similarity = new JaroWinklerSimilarity();
        return known.stream()
                .filter(candidate -> similarity.apply(name, candidate) >= ALIKE)
                .max(Comparator.comparingDouble(candidate -> similarity.apply(name, candidate)));
    }

    /** {@code " Did you mean 'lambda'?"}, to end a message with; empty where no known name looks like {@code name}. */
    public static String hint(String name, Collection<String> known) {
        return of(name, known)
                .map(nearest -> " Did you mean '" + nearest + "'?")
                .orElse("");
    }
}
