package dev.gantry.runtime.recipe;

import com.typesafe.config.ConfigOrigin;
import java.util.Comparator;

/**
 * Where a value of a recipe was written.
 *
 * @param file a file's path, or an option of a command line, such as an override as it was given
 * @param line 0 for the whole of it
 */
public record Location(String file, int line) implements Comparable<Location> {

    public static final String OVERRIDE = "--set ";

    /** What options of a command line begin with, which have no lines. */
    private static final String OPTION = "--";

    private static final Comparator<Location> ORDER =
            Comparator.comparing(Location::file).thenComparingInt(Location::line);

    private static final int LONGEST_OVERRIDE = 200;

    /** An override, cut where it is long. */
    public static Location ofOverride(String override) {
        String line = override.replaceAll("\\p{Cntrl}", " ");
        return new Location(
                OVERRIDE + (line.length() > LONGEST_OVERRIDE ? line.substring(0, LONGEST_OVERRIDE) + "..." : line), 0);
    }

    public static Location of(ConfigOrigin origin) {
        String file = origin.withLineNumber(-1).description().replaceFirst("^\\./", "");
        return new Location(file, file.startsWith(OPTION) ? 0 : Math.max(0, origin.lineNumber()));
    }

    @Override
    public int compareTo(Location other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ": " + line;
    }
}
