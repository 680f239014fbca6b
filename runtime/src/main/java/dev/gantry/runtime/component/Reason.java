package dev.gantry.runtime.component;

import java.lang.module.FindException;
import java.lang.reflect.InvocationTargetException;
import java.util.ServiceConfigurationError;
import java.util.zip.ZipException;

/** Why somebody else's code or JAR failed, in words, and where there is one, the cure. */
public final class Reason {

    private static final int LONGEST = 400;
    private static final int END = 150;

    private Reason() {}

    public static String of(Throwable error) {
        return printable(words(error));
    }

    /** Text with names that somebody else gave: without what a terminal would obey, and bounded, of which the cure at the end stays. */
    static String printable(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
        return clean.length() <= LONGEST
                ? clean
                : clean.substring(0, LONGEST - END) + " ... " + clean.substring(clean.length() - END);
    }

    private static String words(Throwable error) {
        String message = error.getMessage() == null ? "" : error.getMessage();
        return switch (error) {
            case ServiceConfigurationError e when e.getCause() != null -> words(e.getCause());
            case ServiceConfigurationError e -> message.replaceFirst("^\\S+: ", "");
            case InvocationTargetException e when e.getCause() != null -> words(e.getCause());
            case ExceptionInInitializerError e
            when e.getCause() != null -> "a static initializer failed: " + words(e.getCause());
            case FindException e
            when message.contains("not found") ->
                message + "; JARs that a plugin needs belong beside it, in a folder of its own";
            case UnsupportedClassVersionError e ->
                "it was built for a Java newer than " + Runtime.version().feature()
                        + "; build it for this one, or use a newer Java";
            case NoClassDefFoundError e
            when message.startsWith("Could not initialize class ") -> "a static initializer failed: " + message;
            case NoClassDefFoundError e when !message.contains("wrong name") -> missing(message);
            case ClassNotFoundException e -> missing(message);
            case IncompatibleClassChangeError e ->
                "it was built for another version of Gantry, or of a library: " + named(error, message)
                        + "; build it for this one";
            case LinkageError e ->
                "its class files are damaged, or do not go together: " + named(error, message) + "; build it again";
            case ZipException e -> message;
            case IllegalArgumentException e when !message.isEmpty() -> message;
            case IllegalStateException e when !message.isEmpty() -> message;
            default -> named(error, message);
        };
    }

    private static String missing(String type) {
        return "the class " + type.replace('/', '.')
                + " is missing; JARs that a plugin needs belong beside it, in a folder of its own";
    }

    private static String named(Throwable error, String message) {
        String name = error.getClass().getSimpleName();
        return message.isEmpty() ? name : name + ": " + message;
    }
}
