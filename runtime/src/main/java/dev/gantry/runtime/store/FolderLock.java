package dev.gantry.runtime.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A folder in one hand at a time, among all threads and processes, until it is closed or its process ends. */
public final class FolderLock implements AutoCloseable {

    static final String FILE = ".lock";

    /** Of this process: where a file is opened twice, closing one channel would give up the lock of the other. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * The lock of a folder that exists; empty while someone else has it.
     *
     * @throws IOException if the folder cannot be written
     */
    public static Optional<FolderLock> tryLock(Path path) throws IOException {
        Path folder = path.toRealPath();
        if (!HELD.add(folder)) {
            return Optional.empty();
        }
        try {
            FileChannel channel =
                    FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return Optional.of(new FolderLock(folder, channel));
            }
            channel.close();
        } catch (IOException | RuntimeException e) {
            HELD.remove(folder);
            throw e;
        }
        HELD.remove(folder);
        return Optional.empty();
    }

    /**
     * Whether someone has a folder's lock.
     *
     * @throws IOException if the folder cannot be written
     */
    public static boolean isLocked(Path path) throws IOException {
        if (!Files.exists(path.resolve(FILE))) {
            return false;
        }
        Optional<FolderLock> lock = tryLock(path);
        lock.ifPresent(FolderLock::close);
        return lock.isEmpty();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(folder);
        }
    }
}
