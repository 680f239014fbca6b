package dev.gantry.data;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The images in a folder and the folders below it: PNG, JPEG, GIF (its first picture) and BMP, by their extension, in the
 * order of their paths. Other files and hidden ones are passed over. Samples are {@code [channels, size, size]} from -1 to 1.
 *
 * <p>Files are decoded as they are read, so that the folder may be larger than memory; as many as fit in {@code cacheMib}
 * are kept as bytes, in a quarter of the heap at most. Of an image with more than 16,777,216 pixels, or more than a 64th of the
 * heap's bytes, only every second, fourth, ... column or row is read; one with a side above 65,535, or with more than 268,435,456
 * pixels or an eighth of the heap's bytes, is refused.
 *
 * @param folder where the images are
 * @param size of the square that every image is made to fit, in pixels, from 1 to 2048
 * @param resize what to do with an image that is not square
 * @param channels 3 for red, green and blue, 1 for their brightness
 * @param background what shows through transparent pixels: {@code white}, {@code black} or {@code #rrggbb}
 * @param cacheMib memory for decoded images, in MiB, at least 0
 */
public record ImageFolder(Path folder, int size, Resize resize, int channels, String background, int cacheMib)
        implements DataSource {

    /** How an image that is not square becomes square. */
    public enum Resize {
        /** Its middle is kept: the shorter side is made to fit. */
        CROP,
        /** All of it is kept: each side is made to fit. */
        STRETCH
    }

    private static final Pattern IMAGE_NAME = Pattern.compile("[^.].*\\.(png|jpe?g|gif|bmp)", Pattern.CASE_INSENSITIVE);
    private static final int MOST_SIZE = 2048;
    private static final int MOST_FILES_CHECKED = 1000;
    private static final int MOST_PROBLEMS_SHOWN = 10;

    public ImageFolder {
        Require.that(!folder.toString().isEmpty(), "folder", "the path of a folder", "''");
        Require.count("size", MOST_SIZE, size);
        Require.that(channels == 1 || channels == 3, "channels", "1 or 3", channels);
        Require.that(
                background.matches("white|black|#[0-9a-fA-F]{6}"),
                "background",
                "white, black or a quoted \"#rrggbb\"",
                background);
        Require.notNegative("cache-mib", cacheMib);
    }

    public static DataSourceProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), ImageFolder.class, "images", "A folder of PNG, JPEG, GIF or BMP images", """
                # searched with the folders below it
                folder = null
                # of the square that every image is made to fit, in pixels
                size = 64
                # crop keeps the middle of an image that is not square, stretch keeps all of it
                resize = crop
                # 3 for colour, 1 for brightness
                channels = 3
                # what shows through transparent pixels: white, black or "#rrggbb"
                background = white
                # memory for decoded images, in MiB; the folder may be larger
                cache-mib = 512
                """);
    }

    @Override
    public Samples open(long seed) {
        List<Path> files = files();
        ImageDecoder decoder = new ImageDecoder(size, resize, channels, backgroundColour());
        check(files, decoder);
        return new ImageFiles(files, decoder, (long) cacheMib << 20);
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder + ": " + (Files.exists(folder) ? "is a file" : "no such folder")
                    + "; expected a folder of images");
        }
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files = all.filter(file ->
                            IMAGE_NAME.matcher(file.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new DataException(
                        folder + ": holds no images; expected files that end in .png, .jpg, .jpeg, .gif or .bmp");
            }
            return files;
        } catch (IOException e) {
            throw unsearchable(e);
        } catch (UncheckedIOException e) {
            throw unsearchable(Objects.requireNonNull(e.getCause()));
        }
    }

    private DataException unsearchable(IOException e) {
        String where = e instanceof FileSystemException at && at.getFile() != null ? at.getFile() : folder.toString();
        return new DataException(where + ": cannot be searched: " + Reason.of(e), e);
    }

    /** Reads the headers of the first files; the others are found wanting when they are read. */
    private void check(List<Path> files, ImageDecoder decoder) {
        List<String> problems = new ArrayList<>();
        for (Path file : files.subList(0, Math.min(files.size(), MOST_FILES_CHECKED))) {
            try {
                decoder.check(file);
            } catch (DataException e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            String more = problems.size() > MOST_PROBLEMS_SHOWN
                    ? String.format(Locale.ROOT, "%nand %d more", problems.size() - MOST_PROBLEMS_SHOWN)
                    : "";
            throw new DataException(String.join(
                            System.lineSeparator(), problems.subList(0, Math.min(problems.size(), MOST_PROBLEMS_SHOWN)))
                    + more);
        }
    }

    private int backgroundColour() {
        return switch (background) {
            case "white" -> 0xffffff;
            case "black" -> 0x000000;
            default -> Integer.parseInt(background.substring(1), 16);
        };
    }
}
