package dev.gantry.data;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The binary files of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): images {@code [3, 32, 32]} from -1 to 1, of 10 or 100 classes. Nothing
 * is held in memory.
 *
 * @param folder has {@code data_batch_1.bin} and so on, or {@code train.bin}, as they are in the archives
 * @param part which of the images
 * @param labels which of CIFAR-100's classes; CIFAR-10 has one kind
 */
public record Cifar(Path folder, Batches part, Fineness labels) implements DataSource {

    /** Which batches of images. */
    public enum Batches {
        TRAIN,
        TEST,
        ALL
    }

    /** How fine classes are told apart. */
    public enum Fineness {
        /** 100 classes. */
        FINE,
        /** 20 classes of 5 of these each. */
        COARSE
    }

    static final int SIDE = 32;
    static final int PIXELS = 3 * SIDE * SIDE;
    private static final int MOST_NAME_BYTES = 1 << 16;

    public Cifar {
        Require.that(!folder.toString().isEmpty(), "folder", "the path of a folder", "''");
    }

    public static DataSourceProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), Cifar.class, "cifar", "The binary files of CIFAR-10 or CIFAR-100", """
                # has data_batch_1.bin and so on (CIFAR-10), or train.bin (CIFAR-100)
                folder = null
                # train, test or all
                part = train
                # of CIFAR-100: fine for 100 classes, coarse for 20
                labels = fine
                """);
    }

    /**
     * How the files are laid out.
     *
     * @param labelBytes before each image
     * @param label which of them counts
     */
    record Layout(int labelBytes, int label, int classes, String namesFile) {

        int rowBytes() {
            return labelBytes + PIXELS;
        }
    }

    @Override
    public Samples open(long seed) {
        boolean hundred =
                Files.isRegularFile(folder.resolve("train.bin")) || Files.isRegularFile(folder.resolve("test.bin"));
        Layout layout = hundred
                ? labels == Fineness.FINE
                        ? new Layout(2, 1, 100, "fine_label_names.txt")
                        : new Layout(2, 0, 20, "coarse_label_names.txt")
                : new Layout(1, 0, 10, "batches.meta.txt");
        List<MemorySegment> files = new ArrayList<>();
        for (String name : names(hundred)) {
            files.add(mapped(folder.resolve(name), layout));
        }
        return new CifarImages(files, layout, classNames(layout));
    }

    private List<String> names(boolean hundred) {
        List<String> train = hundred
                ? List.of("train.bin")
                : IntStream.rangeClosed(1, 5)
                        .mapToObj(i -> "data_batch_" + i + ".bin")
                        .toList();
        List<String> test = List.of(hundred ? "test.bin" : "test_batch.bin");
        return switch (part) {
            case TRAIN -> train;
            case TEST -> test;
            case ALL -> Stream.concat(train.stream(), test.stream()).toList();
        };
    }

    private static MemorySegment mapped(Path file, Layout layout) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file + ": no such file; expected the folder of CIFAR-10's or CIFAR-100's binary version");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long bytes = channel.size();
            if (bytes == 0 || bytes % layout.rowBytes() != 0) {
                throw new DataException(file + ": is cut off, or is no file of CIFAR; expected images of "
                        + layout.rowBytes() + " bytes each, found " + bytes + " bytes");
            }
            MemorySegment rows = channel.map(MapMode.READ_ONLY, 0, bytes, Arena.ofAuto());
            for (long row = 0; row < bytes; row += layout.rowBytes()) {
                int label = CifarImages.unsigned(rows, row + layout.label());
                if (label >= layout.classes()) {
                    throw new DataException(String.format(
                            Locale.ROOT,
                            "%s: is no file of CIFAR; expected classes below %d, found %d in image %d",
                            file,
                            layout.classes(),
                            label,
                            row / layout.rowBytes()));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + Reason.of(e), e);
        }
    }

    /** Empty where there is no file of them. */
    private Optional<List<String>> classNames(Layout layout) {
        Path file = folder.resolve(layout.namesFile());
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= MOST_NAME_BYTES) {
                List<String> names = Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
                if (names.size() == layout.classes()) {
                    return Optional.of(names);
                }
            }
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + Reason.of(e), e);
        }
        return Optional.empty();
    }
}
