package dev.gantry.spark;

import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.run.Folders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A folder on its way from an executor: as a zip. */
final class FolderBytes {

    /** Of an array, and some more for the zip's own. */
    private static final long MOST = Integer.MAX_VALUE - (16L << 20);

    private FolderBytes() {}

    /**
     * @throws TrainingException if it is too large for an array
     */
    static byte[] of(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        if (size > MOST) {
            throw new TrainingException("the run's folder has " + size + " bytes, and at most " + MOST
                    + " come back from an executor; keep fewer checkpoints (keep-checkpoints)");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            // Most are PNG and numbers, which hardly shrink.
            zip.setLevel(Deflater.BEST_SPEED);
            for (Path file : files) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), "/")));
                Files.copy(file, zip);
            }
        }
        return bytes.toByteArray();
    }

    /**
     * Makes a folder, whole or not at all.
     *
     * @param folder its place is taken, if there is one
     * @throws TrainingException if it cannot be written
     */
    static void unpack(byte[] bytes, Path folder) {
        Path begun = folder.resolveSibling(folder.getFileName() + ".part");
        try {
            Folders.delete(begun);
            Files.createDirectories(begun);
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    Path file = begun.resolve(entry.getName()).normalize();
                    if (!file.startsWith(begun)) {
                        throw new TrainingException("an executor sent a file for another folder: " + entry.getName());
                    }
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
            Folders.delete(folder);
            Files.move(begun, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(folder, e);
        }
    }
}
