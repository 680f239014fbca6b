package dev.gantry.experiments;

import java.util.Locale;

/**
 * What an experiment shows, and whether this run of it did.
 *
 * @param text a sentence, with the numbers measured
 */
public record Claim(boolean holds, String text) {

    /** A claim of that text, formatted the same everywhere. */
    @SuppressWarnings("AnnotateFormatMethod") // of a library that is not needed otherwise
    static Claim that(boolean holds, String format, Object... values) {
        return new Claim(holds, String.format(Locale.ROOT, format, values));
    }
}
