package dev.gantry.data;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A file of which parts are read, by several threads. It is no channel, which would close when one of them is interrupted. */
final class Pack implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final boolean temporary;
    private final RandomAccessFile file;
    private final long size;

    private Pack(Path path, boolean temporary) throws IOException {
        this.path = path;
        this.temporary = temporary;
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.size = file.length();
    }

    static Pack of(Path path) throws IOException {
        return new Pack(path, false);
    }

    /** What a temporary file is filled with. */
    @FunctionalInterface
    interface Unpacking {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * A file in the system's folder of temporary ones, which is deleted when it is closed.
     *
     * @throws IOException if it would take more than half of what is free there, too
     */
    static Pack temporary(Unpacking content) throws IOException {
        Path path = Files.createTempFile("gantry-images-", ".tmp");
        try {
            try (OutputStream out = new Limited(path)) {
                content.writeTo(out);
            }
            return new Pack(path, true);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static final class Limited extends FilterOutputStream {

        private final Path path;
        private long left;

        Limited(Path path) throws IOException {
            super(new BufferedOutputStream(Files.newOutputStream(path), BUFFER));
            this.path = path;
            this.left = Files.getFileStore(path).getUsableSpace() / 2;
        }

        @Override
        public void write(int b) throws IOException {
            take(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            take(length);
            out.write(bytes, offset, length);
        }

        private void take(int count) throws IOException {
            left -= count;
            if (left < 0) {
                throw new IOException("unpacked, it takes more than half of what is free in " + path.getParent()
                        + "; name another folder with -Djava.io.tmpdir");
            }
        }
    }

    long size() {
        return size;
    }

    /** All of a part. */
    byte[] read(long offset, int count) throws IOException {
        byte[] bytes = new byte[count];
        int read = stream(offset, count).readNBytes(bytes, 0, count);
        if (read < count) {
            throw new EOFException();
        }
        return bytes;
    }

    InputStream stream(long offset, long count) {
        return new InputStream() {
            private long at = offset;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int from, int most) throws IOException {
                Objects.checkFromIndexSize(from, most, target.length);
                int some = (int) Math.min(most, offset + count - at);
                if (some <= 0) {
                    return most == 0 ? 0 : -1;
                }
                int read = readAt(at, target, from, some);
                at += Math.max(read, 0);
                return read;
            }
        };
    }

    private synchronized int readAt(long position, byte[] target, int from, int count) throws IOException {
        file.seek(position);
        return file.read(target, from, count);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
        if (temporary) {
            Files.deleteIfExists(path);
        }
    }
}
