package dev.gantry.fuzz;

import dev.gantry.tries.Draw;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Breaks recipes and overrides: letters, tokens, lines and blocks. */
final class Texts {

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(e-?\\d+)?");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z-]+");
    private static final Pattern VALUE = Pattern.compile("=[^=\\n]*");

    private static final String[] EXTREMES = {
        "0",
        "-1",
        "3",
        "0.1",
        "1e9",
        "1e999",
        "-1e308",
        "2147483647",
        "2147483648",
        "9223372036854775808",
        "99999999999999999999999999",
        "NaN",
        "null",
        "true",
        "\"\"",
        "{}",
        "[]",
        "[[1]]",
        "[1000000, 1000000]",
        "${steps}",
        "${?NONE}",
        "${data}"
    };

    private static final String[] ODD = {
        "\"a.b\"",
        "\"a[0]\"",
        "\"\"",
        "\"'\"",
        "a.b.c",
        "..",
        "\"..\"",
        "\"\\u0000\"",
        "\"\\n\"",
        "$",
        "@",
        "\"%s%n\"",
        "\u00e4\u4e2d",
        "+=",
        "include",
        "\"\\\"[\"",
        "type",
        "a.",
        "-",
        "`"
    };

    private enum Change {
        FLIP,
        INSERT,
        REMOVE,
        CUT,
        REPEAT_LINE,
        ADD_LINE,
        REMOVE_LINE,
        NEST,
        NUMBER,
        WORD,
        VALUE,
        SPLICE
    }

    private Texts() {}

    /** With up to three changes. */
    static String broken(String text, String other, Draw draw) {
        String broken = text;
        for (int changes = draw.between(1, 3); changes > 0; changes--) {
            broken = changed(broken, other, draw);
        }
        return broken;
    }

    private static String changed(String text, String other, Draw draw) {
        if (text.length() < 2) {
            return other;
        }
        int place = draw.between(0, text.length() - 1);
        String before = text.substring(0, place);
        String after = text.substring(place);
        return switch (draw.oneOf(Change.values())) {
            case FLIP -> before + (char) (after.charAt(0) ^ (1 << draw.between(0, 7))) + after.substring(1);
            case INSERT -> before + (char) draw.between(0, 255) + after;
            case REMOVE -> before + after.substring(1);
            case CUT -> before;
            case REPEAT_LINE -> text + "\n" + line(text, draw);
            case ADD_LINE -> before + "\n" + line(other, draw) + "\n" + after;
            case REMOVE_LINE -> before.substring(0, before.lastIndexOf('\n') + 1) + after.replaceFirst(".*\\R?", "");
            case NEST -> before + nested(draw) + after;
            case NUMBER -> replaced(text, NUMBER, _ -> draw.oneOf(EXTREMES), draw);
            case WORD -> replaced(text, WORD, _ -> draw.oneOf(ODD), draw);
            case VALUE -> replaced(text, VALUE, _ -> "= " + draw.oneOf(EXTREMES), draw);
            case SPLICE -> before + line(other, draw) + after;
        };
    }

    private static String line(String text, Draw draw) {
        List<String> lines = text.lines().toList();
        return lines.isEmpty() ? "" : lines.get(draw.between(0, lines.size() - 1));
    }

    private static String nested(Draw draw) {
        int deep = 1 << draw.between(0, 13);
        return draw.anyBoolean()
                ? "[".repeat(deep) + "]".repeat(draw.between(0, deep))
                : "{a=".repeat(deep) + "}".repeat(draw.between(0, deep));
    }

    /** With something else in one of the places of a pattern. */
    static String replaced(String text, Pattern pattern, UnaryOperator<String> by, Draw draw) {
        List<MatchResult> found = pattern.matcher(text).results().toList();
        if (found.isEmpty()) {
            return text;
        }
        MatchResult one = found.get(draw.between(0, found.size() - 1));
        return text.substring(0, one.start()) + by.apply(one.group()) + text.substring(one.end());
    }
}
