package dev.gantry.data;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why a file could not be read, in words: exceptions have names of classes in their messages, or nothing, or the file alone. */
final class Reason {

    /** Words of Java about itself; a sentence may begin with "Error". */
    private static final Pattern OF_JAVA =
            Pattern.compile("\\w(Exception|Error)\\b|\\bnull\\b|\\b[a-z]\\w*(\\.[a-z]\\w*)*\\.[A-Z]\\w*");

    private static final String UNKNOWN = "its parts contradict one another";

    private Reason() {}

    /** Why the system did not give the bytes of a file. */
    static String of(IOException e) {
        return switch (e) {
            case FileNotFoundException _ -> "it does not exist, or may not be read";
            case NoSuchFileException _ -> "it does not exist";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemLoopException _ -> "a link leads back to a folder around it";
            case FileSystemException refused ->
                Optional.ofNullable(refused.getReason()).orElse("the system refuses it");
            default -> ofContent(e);
        };
    }

    /** What is wrong with the content of a file, as a reader of its format found it. */
    static String ofContent(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException end) {
                return words(end).orElse("it ends too early");
            }
        }
        // What a reader did not expect tells of its code, not of the file.
        return e instanceof IOException found ? words(found).orElse(UNKNOWN) : UNKNOWN;
    }

    private static Optional<String> words(IOException e) {
        return Optional.ofNullable(e.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .map(String::strip)
                .filter(message ->
                        !message.isEmpty() && !OF_JAVA.matcher(message).find());
    }
}
