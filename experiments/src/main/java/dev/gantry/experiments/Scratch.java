package dev.gantry.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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
        try (Stream<Path> found = Files.walk(path)) {
            List<Path> inward = found.sorted(Comparator.reverseOrder()).toList();
            for (Path file : inward) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the temporary folder " + path, e);
        }
    }
}
