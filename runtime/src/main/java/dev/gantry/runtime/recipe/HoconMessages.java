package dev.gantry.runtime.recipe;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.util.regex.Pattern;

/** What the parser of HOCON says, in the words of those who write recipes. */
final class HoconMessages {

    static final String TOO_DEEP = "blocks, lists and substitutions are nested too deeply";

    /** Something else was found where a block or list goes on. */
    private static final Pattern IN_BRACKETS =
            Pattern.compile("(?i)^(expecting close brace|list should have (ended|had new element))");

    private HoconMessages() {}

    static String of(ConfigException e) {
        String message = message(e);
        return switch (e) {
            // These are our own: the parser is given texts and opens nothing.
            case ConfigException.IO _ -> message;
            case ConfigException.WrongType _
            when message.contains("at file root") -> "this is a list; a recipe is keys and their values";
            case ConfigException.WrongType _ ->
                "values stand side by side that cannot be joined, such as a text and a block; write one of them, or put a"
                        + " comma between them";
            case ConfigException.Parse _ -> syntax(message);
            case ConfigException.BadPath _ -> syntax(message);
            default -> "this cannot be read as HOCON; write it in a simpler way";
        };
    }

    /** Without the place, which is told apart. */
    static String message(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        ConfigOrigin origin = e.origin();
        return origin == null ? message : message.replace(origin.description() + ": ", "");
    }

    private static String syntax(String message) {
        String found = message.replaceFirst("(?s) \\((if you|use quoted|you can double-quote) .*", "")
                .replace("expecting a close parentheses ')' here, not:", "expecting a key or '}', got")
                .replace("may not be followed by token:", "must be followed by a value, got")
                .replaceFirst(",? (but got wrong|instead had) token:", ", got");
        String cure = "";
        if (found.contains("end of file")) {
            cure = "; is a brace or bracket left open?";
        } else if (IN_BRACKETS.matcher(found).find()) {
            cure = "; is a comma or a closing bracket missing before it?";
        } else if (message.contains("(if you")) {
            cure = "; put text with special characters in double quotes";
        }
        return "this is not HOCON: " + Character.toLowerCase(found.charAt(0)) + found.substring(1) + cure;
    }
}
