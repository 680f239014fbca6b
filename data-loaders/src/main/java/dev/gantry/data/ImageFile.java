package dev.gantry.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** A file of an {@link ImagePlace}, or beside it. Its text is what messages call it. */
sealed interface ImageFile permits PathFile, PackedFile {

    /** Its path in the place, with slashes; letters with accents as one character each, however the system writes them. */
    String name();

    /** Bytes. */
    long size() throws IOException;

    boolean exists();

    InputStream open() throws IOException;

    /** The file itself, if it is none in an archive. */
    default Optional<Path> onDisk() {
        return Optional.empty();
    }
}
