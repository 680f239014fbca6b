package dev.gantry.runtime.recipe;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOriginFactory;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Refuses HOCON that would take a parser more stack, time or memory than a recipe is worth, by looking at its text alone. The
 * substitutions of all texts of one recipe are counted together.
 */
final class HoconBounds {

    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_DEPTH = 32;
    private static final int MOST_NAMES = 16;
    private static final int MOST_SUBSTITUTIONS = 100;

    /** Of what is shown of the name of a file that is no file. */
    private static final int LONGEST_NAME = 500;

    /** Characters that substitutions of substitutions could make. */
    private static final long MOST_MADE = 1 << 26;

    private int characters;
    private int substitutions;
    private long growth = 1;
    private int longest = 1;

    /**
     * @param name of the text in messages
     * @throws ConfigException.IO that says which bound is passed, and where
     */
    void check(String name, String text) {
        characters += text.length();
        if (characters > MOST_CHARACTERS) {
            throw refusal(name, 0, tooLarge());
        }
        new Scan(name, text).run();
    }

    static int mostBytes() {
        return MOST_CHARACTERS;
    }

    static String tooLarge() {
        return "this is too large: a recipe has, with all that it includes, at most %,d characters"
                .formatted(MOST_CHARACTERS);
    }

    static ConfigException refusal(String name, int line, String message) {
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
        return new ConfigException.IO(
                ConfigOriginFactory.newSimple(shown).withLineNumber(line == 0 ? -1 : line), message);
    }

    /** One level of brackets, and the value that is being read in it. */
    private static final class Level {

        private final boolean list;
        private final int begin;
        private int substitutions;
        private int all;
        private long inside = 1;
        private long growth = 1;
        private boolean inValue;
        private int dots;

        Level(boolean list, int begin) {
            this.list = list;
            this.begin = begin;
            this.inValue = list;
        }
    }

    /** Follows brackets, keys and substitutions through a text, past what stands in quotes and comments. */
    private final class Scan {

        private final String name;
        private final String text;
        private final Deque<Level> levels = new ArrayDeque<>();
        private int at;
        private int line = 1;
        private int piece;

        Scan(String name, String text) {
            this.name = name;
            this.text = text;
        }

        void run() {
            levels.push(new Level(false, 0));
            for (; at < text.length(); at++) {
                switch (text.charAt(at)) {
                    case '"' -> skipQuotes();
                    case '#' -> skipComment();
                    case '/' -> {
                        if (text.startsWith("//", at)) {
                            skipComment();
                        }
                    }
                    case '\n' -> {
                        line++;
                        endOfValue();
                    }
                    case ',' -> endOfValue();
                    case '=', ':' -> equals();
                    case '.' -> dot();
                    case '$' -> {
                        if (text.startsWith("${", at)) {
                            substitution();
                        }
                    }
                    case '{', '[' -> open();
                    case '}', ']' -> close();
                    default -> {
                        // A character of a name or a value.
                    }
                }
            }
            endOfValue();
        }

        private void skipQuotes() {
            int from = at;
            boolean triple = text.startsWith("\"\"\"", at);
            at += triple ? 3 : 1;
            while (at < text.length() && !(triple ? text.startsWith("\"\"\"", at) : text.charAt(at) == '"')) {
                at += !triple && text.charAt(at) == '\\' ? 2 : 1;
            }
            at += triple ? 2 : 0;
            // More quotes after three belong to the text before them.
            while (triple && text.startsWith("\"", at + 1)) {
                at++;
            }
            at = Math.min(text.length(), at);
            line += (int)
                    text.substring(from, at).chars().filter(c -> c == '\n').count();
        }

        private void skipComment() {
            int end = text.indexOf('\n', at);
            at = (end < 0 ? text.length() : end) - 1;
        }

        private void equals() {
            levels.element().inValue = true;
            // '+=' is a substitution of the key by itself.
            if (at > 0 && text.charAt(at - 1) == '+') {
                substitution();
            }
        }

        private void dot() {
            Level level = levels.element();
            level.dots++;
            if (level.dots > MOST_NAMES && !level.inValue) {
                throw refusal(name, line, "this key has more than " + MOST_NAMES + " names with dots between them");
            }
        }

        private void substitution() {
            substitutions++;
            levels.element().substitutions++;
            if (substitutions > MOST_SUBSTITUTIONS) {
                throw refusal(
                        name,
                        line,
                        "there are more than %d substitutions; write the values themselves"
                                .formatted(MOST_SUBSTITUTIONS));
            }
        }

        private void open() {
            endOfPiece(piece);
            if (levels.size() > MOST_DEPTH) {
                throw refusal(name, line, "blocks and lists are nested more than " + MOST_DEPTH + " deep");
            }
            levels.push(new Level(text.charAt(at) == '[', at));
        }

        private void close() {
            // What closes nothing is for the parser to refuse.
            if (levels.size() == 1) {
                return;
            }
            Level closed = levels.element();
            endOfPiece(closed.list ? closed.begin : piece);
            settle(closed);
            levels.pop();
            Level around = levels.element();
            around.substitutions += closed.all;
            around.inside = grown(around.inside, closed.growth);
            around.inValue = true;
        }

        private void endOfValue() {
            endOfPiece(piece);
            Level level = levels.element();
            level.inValue = level.list;
            level.dots = 0;
            // The elements of a list are one value.
            if (!level.list) {
                settle(level);
            }
        }

        private void endOfPiece(int begin) {
            longest = Math.max(longest, at - begin);
            piece = at;
        }

        /** A value may be made of others as often as there are substitutions in it, and those again of others. */
        private void settle(Level level) {
            long factor = Math.max(Math.max(1, level.substitutions), level.inside);
            level.growth = grown(level.growth, factor);
            if (levels.size() == 1) {
                growth = grown(growth, factor);
            }
            level.all += level.substitutions;
            level.substitutions = 0;
            level.inside = 1;
        }

        private long grown(long so, long factor) {
            if (so * factor > MOST_MADE / longest) {
                throw refusal(
                        name, line, "too many values are made of several substitutions; write the values themselves");
            }
            return so * factor;
        }
    }
}
