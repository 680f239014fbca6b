package dev.gantry.data;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The images in a folder and the folders below it, or in a zip or tar file: PNG, JPEG, GIF, BMP, WebP and TIFF (the first picture of
 * each), by their ending, in the order of their names, turned as their EXIF orientation says. Other files and hidden ones are passed
 * over, and counted. Samples are {@code [channels, height, width]} from -1 to 1.
 *
 * <p>An image is resampled by a triangle filter, which is linear interpolation where it grows, and as wide as the pixels of the
 * result where it shrinks (antialiased bilinear, as in Pillow and torchvision).
 *
 * <p>Every file is decoded once when the folder is opened, and those that cannot be are told. As many as fit in {@code cacheMib} are
 * kept as bytes, in a quarter of the heap at most; the others are decoded again as they are read, so that the folder may be larger
 * than memory. Of an image with more than 16,777,216 pixels, or more than a 64th of the heap's bytes, only every second, fourth, ...
 * column or row is read, and a WebP, a lossless JPEG or a TIFF in so large tiles is refused; so is one with a side above 65,535, or
 * with more than 268,435,456 pixels or an eighth of the heap's bytes.
 *
 * @param folder where the images are; or a zip or tar file. One that is compressed as a whole is unpacked to a temporary file
 * @param labels "none"; "folders", where the folders in {@code folder} are the classes; or a file of names and classes, in the
 *     folder or archive or elsewhere, {@code .csv} or {@code .json}. Classes are in the order of their numbers, if all are whole
 *     numbers, else in that of their letters (by character code)
 * @param size that every image is made to fit, from 1 to 2048 on each side
 * @param resize what to do with an image of other proportions
 * @param channels 1 for brightness, 3 for red, green and blue, 4 for these and how opaque they are
 * @param background what shows through transparent pixels and around padded images: {@code white}, {@code black} or {@code #rrggbb};
 *     with 4 channels the colour of what is transparent
 * @param flip whether each image is also there mirrored
 * @param unreadable what to do with files that cannot be decoded to their end
 * @param cacheMib memory for decoded images, in MiB, at least 0
 */
public record ImageFolder(
        Path folder,
        String labels,
        ImageSize size,
        Resize resize,
        int channels,
        String background,
        boolean flip,
        Unreadable unreadable,
        int cacheMib)
        implements DataSource {

    /** How an image gets other proportions. */
    public enum Resize {
        /** Its middle is kept, with the proportions of the size. */
        CROP,
        /** All of it is kept: each side is made to fit. */
        STRETCH,
        /** All of it is kept, with its proportions, in the middle of the background. */
        PAD
    }

    /** What comes of files that cannot be read. */
    public enum Unreadable {
        /** All are told, and nothing is trained. */
        FAIL,
        /** They are told and left out. */
        SKIP
    }

    private static final int MOST_SIZE = 2048;
    private static final int MOST_NOTED = 100;

    public ImageFolder {
        Require.that(!folder.toString().isEmpty(), "folder", "the path of a folder", "''");
        Require.that(!labels.isEmpty(), "labels", "none, folders or a file", "''");
        Require.count("size", MOST_SIZE, size.height());
        Require.count("size", MOST_SIZE, size.width());
        Require.that(channels == 1 || channels == 3 || channels == 4, "channels", "1, 3 or 4", channels);
        Require.that(
                background.matches("white|black|#[0-9a-fA-F]{6}"),
                "background",
                "white, black or a quoted \"#rrggbb\"",
                background);
        Require.notNegative("cache-mib", cacheMib);
    }

    public static DataSourceProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                ImageFolder.class,
                "images",
                "A folder, .zip, .tar or .parquet file of PNG, JPEG, GIF, BMP, WebP or TIFF images",
                """
                # searched with the folders below it; or a .zip, .tar, .tar.gz, .tgz or .parquet file
                folder = null
                # classes: none, folders (each folder in it is one), a file of names and classes, .csv or .json, or a column
                labels = none
                # that every image is made to fit, in pixels: 64 for a square, [48, 64] for height and width
                size = 64
                # of an image with other proportions crop keeps the middle, stretch all, pad all with background around it
                resize = crop
                # 3 for colour, 1 for brightness, 4 for colour and transparency
                channels = 3
                # what shows through transparent pixels and around padded images: white, black or "#rrggbb"
                background = white
                # whether each image is also there mirrored
                flip = false
                # fail tells all files that cannot be decoded and trains nothing; skip leaves them out
                unreadable = fail
                # memory for decoded images, in MiB; the folder may be larger
                cache-mib = 512
                """);
    }

    @Override
    public Samples open(long seed) {
        ImagePlace place = ImagePlace.of(folder, labels);
        try {
            return checked(place);
        } catch (RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    private Samples checked(ImagePlace place) {
        ImageClasses classes = ImageClasses.of(labels, place);
        ImageDecoder decoder = new ImageDecoder(size, new ImageFit(resize, channels, backgroundColour()));
        ImageCache cache = new ImageCache(decoder, (long) cacheMib << 20);
        ImageCheck check = ImageCheck.of(place.images(), cache);
        List<String> problems = check.problems();
        if (unreadable == Unreadable.FAIL) {
            ImageProblems.throwIfAny(problems, ". What cannot be read is left out where 'unreadable' is skip");
        }
        List<ImageFile> whole = check.whole();
        if (whole.isEmpty()) {
            throw new DataException(folder + ": holds no image that can be read; of " + problems.size()
                    + " files the first is " + problems.getFirst());
        }
        List<String> notes = new ArrayList<>();
        notes.add(whole.size() + (whole.size() == 1 ? " image" : " images") + (flip ? ", each also mirrored" : ""));
        notes.addAll(check.notes());
        place.passedOver(classes.file()).ifPresent(notes::add);
        if (!problems.isEmpty()) {
            notes.add(problems.size() + (problems.size() == 1 ? " file" : " files") + " skipped as unreadable:");
            ImageProblems.shown(problems, MOST_NOTED).forEach(notes::add);
        }
        return new ImageFiles(whole, cache, flip, place, classes, notes);
    }

    private int backgroundColour() {
        return switch (background) {
            case "white" -> 0xffffff;
            case "black" -> 0x000000;
            default -> Integer.parseInt(background.substring(1), 16);
        };
    }
}
