package dev.gantry.runtime.store;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON that may come from a stranger: nothing is included, substituted or fetched, and what the parser makes of it is
 * bounded before it is parsed.
 */
public final class Json {

    /** Bytes. */
    public static final int MOST = 1 << 22;

    /** Bytes outside of strings, of each of which the parser may make an object of its own. */
    static final int MOST_STRUCTURE = 1 << 18;

    static final int DEEPEST = 64;

    /** What is wrong, in words that follow "it". */
    public static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean tooLarge;

        Refused(String message) {
            super(message);
            this.tooLarge = false;
        }

        Refused(String message, Throwable cause) {
            super(message, cause);
            this.tooLarge = false;
        }

        private Refused(String message, boolean tooLarge) {
            super(message);
            this.tooLarge = tooLarge;
        }

        static Refused tooLarge(String message) {
            return new Refused(message, true);
        }

        /** Whether less of the same would be read. */
        boolean isTooLarge() {
            return tooLarge;
        }
    }

    private Json() {}

    /**
     * @throws Refused unless it is an object, within bounds
     */
    public static ConfigObject parse(byte[] utf8) throws Refused {
        if (utf8.length > MOST) {
            throw Refused.tooLarge("has %,d bytes of JSON, and %,d are the most".formatted(utf8.length, MOST));
        }
        requireBounds(utf8);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
                    .root();
        } catch (CharacterCodingException e) {
            throw new Refused("is not UTF-8", e);
        } catch (ConfigException e) {
            // What the parser says quotes the file, at any length.
            throw new Refused("is not a JSON object", e);
        }
    }

    private static void requireBounds(byte[] utf8) throws Refused {
        int depth = 0;
        int structure = 0;
        boolean inString = false;
        for (int i = 0; i < utf8.length; i++) {
            byte c = utf8[i];
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
                continue;
            }
            structure++;
            switch (c) {
                case '"' -> inString = true;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                throw new Refused("has JSON more than " + DEEPEST + " levels deep");
            }
            if (structure > MOST_STRUCTURE) {
                throw Refused.tooLarge("has more than %,d bytes of JSON outside of strings".formatted(MOST_STRUCTURE));
            }
        }
    }
}
