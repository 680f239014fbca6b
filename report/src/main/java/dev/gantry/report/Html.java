package dev.gantry.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What pages have in common: their style, and how text becomes HTML. */
public final class Html {

    private Html() {}

    /**
     * A page without scripts, to be read from top to bottom; its pictures are files beside it.
     *
     * @param title as text
     * @param body as HTML
     */
    public static String article(String title, String body) {
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self'">
            <title>%1$s</title>
            <style>
            %2$s</style>
            </head>
            <body class="article">
            <h1>%1$s</h1>
            %3$s</body>
            </html>
            """.formatted(escaped(title), style(), body);
    }

    static String style() {
        return resource("style.css");
    }

    /** Text in HTML. */
    public static String escaped(String text) {
        return text.codePoints()
                .mapToObj(c -> switch (c) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    case '"' -> "&quot;";
                    case '\'' -> "&#39;";
                    default -> Character.toString(c);
                })
                .collect(Collectors.joining());
    }

    /** A text of this package. */
    static String resource(String name) {
        return text(name, Html.class.getResourceAsStream(name));
    }

    /** A text of a JAR in which it is in no package, so that anyone may read it. */
    static String resourceOfJar(String name) {
        return text(name, requireNonNull(Html.class.getClassLoader()).getResourceAsStream(name));
    }

    private static String text(String name, @Nullable InputStream opened) {
        try (InputStream in = requireNonNull(opened, name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
