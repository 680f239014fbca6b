package dev.gantry.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A file on disk, or in a zip file. */
record PathFile(Path path, String name) implements ImageFile {

    static PathFile below(Path root, Path path) {
        return new PathFile(
                path,
                ImagePlace.normalized(StreamSupport.stream(root.relativize(path).spliterator(), false)
                        .map(Path::toString)
                        .collect(Collectors.joining("/"))));
    }

    @Override
    public boolean exists() {
        return Files.isRegularFile(path);
    }

    @Override
    public long size() throws IOException {
        return Files.size(path);
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public Optional<Path> onDisk() {
        return path.getFileSystem().equals(FileSystems.getDefault()) ? Optional.of(path) : Optional.empty();
    }

    @Override
    public String toString() {
        return onDisk().map(Path::toString).orElseGet(() -> path.getFileSystem() + path.toString());
    }
}
