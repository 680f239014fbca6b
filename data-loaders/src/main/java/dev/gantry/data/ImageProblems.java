package dev.gantry.data;

import dev.gantry.core.data.DataException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong with files, a line each. */
final class ImageProblems {

    private static final int MOST_SHOWN = 1000;
    private static final int LONGEST_NAME = 200;

    private ImageProblems() {}

    static void throwIfAny(List<String> problems) {
        throwIfAny(problems, "");
    }

    /**
     * @param cure behind the last problem
     */
    static void throwIfAny(List<String> problems, String cure) {
        if (!problems.isEmpty()) {
            throw new DataException(
                    shown(problems, MOST_SHOWN).collect(Collectors.joining(System.lineSeparator())) + cure);
        }
    }

    /** Text from a file, without what terminals would obey, and no longer than anyone reads. */
    static String quoted(String text) {
        String plain = text.replaceAll("\\p{Cc}", "?");
        return "'" + (plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME) + "...") + "'";
    }

    /** Whether text can be the name of a class. */
    static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_NAME && text.chars().noneMatch(Character::isISOControl);
    }

    /** The first ones, and how many more there are. */
    static Stream<String> shown(List<String> problems, int most) {
        return problems.size() <= most
                ? problems.stream()
                : Stream.concat(problems.stream().limit(most), Stream.of("and " + (problems.size() - most) + " more"));
    }
}
