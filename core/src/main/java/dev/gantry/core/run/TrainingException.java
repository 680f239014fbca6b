package dev.gantry.core.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A run cannot start or go on. The message says what, where, and what is left of the run. */
public final class TrainingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A file cannot be written, and why, in words. */
    public static TrainingException cannotWrite(Path file, IOException cause) {
        String reason = cause instanceof NoSuchFileException missing
                        && missing.getFile().equals(file.toString())
                ? "its folder does not exist"
                : reason(cause);
        return new TrainingException("cannot write " + file + ": " + reason, cause);
    }

    /** An I/O failure in words; the messages of some exceptions are no more than the file's name. */
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException exists -> exists.getFile() + " is in the way: it is no folder";
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case FileSystemException other when other.getReason() != null -> other.getFile() + ": " + other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
