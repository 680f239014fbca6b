package dev.gantry.experiments;

import java.util.List;
import java.util.Locale;

/**
 * What came of an experiment.
 *
 * @param paragraph what it shows, with the numbers measured
 * @param claims at least one
 */
public record Report(String paragraph, List<Claim> claims, List<Figure> figures, List<Table> tables) {

    public Report {
        if (claims.isEmpty()) {
            throw new IllegalArgumentException("an experiment claims something that may turn out false");
        }
        claims = List.copyOf(claims);
        figures = List.copyOf(figures);
        tables = List.copyOf(tables);
    }

    /** Whether everything claimed was seen. */
    public boolean holds() {
        return claims.stream().allMatch(Claim::holds);
    }

    /** A paragraph with numbers, formatted the same everywhere. */
    @SuppressWarnings("AnnotateFormatMethod") // of a library that is not needed otherwise
    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
