package dev.gantry.experiments;

import dev.gantry.runtime.run.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary folder, which closing deletes with all that is in it. */
public record Scratch(Path path) implements AutoCloseable {

    /** A new one, in the system's folder for such; throws {@link UncheckedIOException} if none can be made. */
    public static Scratch folder() {
        try {
            return new Scratch(Files.createTempDirectory("gantry"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary folder", e);
        }
    }

    @Override
    public void close() {
        try {
            Folders.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the temporary folder " + path, e);
        }
    }
}
