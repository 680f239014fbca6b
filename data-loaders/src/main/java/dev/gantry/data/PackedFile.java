package dev.gantry.data;

import java.io.InputStream;

/**
 * A part of another file.
 *
 * @param archive where that is, for messages
 */
record PackedFile(Pack pack, String archive, String name, long offset, long size) implements ImageFile {

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public InputStream open() {
        return pack.stream(offset, size);
    }

    @Override
    public String toString() {
        return archive + "/" + name.replaceAll("\\p{Cntrl}", "?");
    }
}
