package dev.gantry.data;

import static dev.gantry.data.SmallImages.BLUE;
import static dev.gantry.data.SmallImages.GREEN;
import static dev.gantry.data.SmallImages.RED;
import static dev.gantry.data.SmallImages.argb;
import static dev.gantry.data.SmallImages.bytes;
import static dev.gantry.data.SmallImages.quarters;
import static dev.gantry.data.SmallImages.rgb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import dev.gantry.data.ImageFolder.Resize;
import dev.gantry.data.ImageFolder.Unreadable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of images as they lie on disks: many kinds and shapes, turned, broken, and with classes. */
final class ImageKindsTest {

    @TempDir
    private Path folder;

    /** The corners, row by row, of a picture that in its file is red, green, blue and white. */
    @ParameterizedTest
    @CsvSource({"1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB", "9, RGBW"})
    void jpegsAreTurnedAsTheirExifOrientationSays(int orientation, String corners) throws IOException {
        Path file = write("a.jpg", quarters(32, 16));
        withExif(file, orientation);
        ImageSize size = "RBGW BRWG WGBR GWRB".contains(corners) ? new ImageSize(32, 16) : new ImageSize(16, 32);
        int[] pixels = bytes(source(size, Resize.CROP, 3).open(0), 0);
        int right = size.width() - 1;
        int below = (size.height() - 1) * size.width();
        assertThat(letter(pixels, 0) + letter(pixels, right) + letter(pixels, below) + letter(pixels, below + right))
                .isEqualTo(corners);
    }

    private static String letter(int[] pixels, int place) {
        int plane = pixels.length / 3;
        boolean red = pixels[place] > 128;
        boolean green = pixels[plane + place] > 128;
        return red && green ? "W" : red ? "R" : green ? "G" : "B";
    }

    /** Puts an APP1 segment behind the start of the image. */
    private static void withExif(Path jpeg, int orientation) throws IOException {
        byte[] content = Files.readAllBytes(jpeg);
        byte[] exif = exif(ByteOrder.BIG_ENDIAN, orientation);
        ByteBuffer segment = ByteBuffer.allocate(2 + 2 + 6 + exif.length)
                .putShort((short) 0xffe1)
                .putShort((short) (2 + 6 + exif.length))
                .put(ascii("Exif\0\0"))
                .put(exif);
        try (OutputStream out = Files.newOutputStream(jpeg)) {
            out.write(content, 0, 2);
            out.write(segment.array());
            out.write(content, 2, content.length - 2);
        }
    }

    /** A TIFF header, and a directory with another tag and the orientation. */
    private static byte[] exif(ByteOrder order, int orientation) {
        return ByteBuffer.allocate(8 + 2 + 2 * 12 + 4)
                .order(order)
                .put(ascii(order == ByteOrder.BIG_ENDIAN ? "MM" : "II"))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 2)
                .putShort((short) 0x100)
                .putShort((short) 4)
                .putInt(1)
                .putInt(16)
                .putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({"1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB", "9, RGBW"})
    void pngsAreTurnedAsTheirExifOrientationSays(int orientation, String corners) throws IOException {
        Path file = write("a.png", quarters(16, 16));
        withChunk(file, orientation % 2 == 0, exif(ByteOrder.BIG_ENDIAN, orientation));
        assertThat(corners()).isEqualTo(corners);
    }

    @ParameterizedTest
    @CsvSource({"3, WBGR", "6, BRWG"})
    void exifMayBeInTheOrderOfIntel(int orientation, String corners) throws IOException {
        Path file = write("a.png", quarters(16, 16));
        withChunk(file, true, exif(ByteOrder.LITTLE_ENDIAN, orientation));
        assertThat(corners()).isEqualTo(corners);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 9, 20, 31})
    void brokenExifOfAWholePictureSaysNothing(int length) throws IOException {
        Path file = write("a.png", quarters(16, 16));
        withChunk(file, true, Arrays.copyOf(exif(ByteOrder.BIG_ENDIAN, 6), length));
        assertThat(corners()).isEqualTo("RGBW");
    }

    private String corners() {
        int[] pixels = bytes(source(new ImageSize(16), Resize.CROP, 3).open(0), 0);
        return letter(pixels, 0) + letter(pixels, 15) + letter(pixels, 240) + letter(pixels, 255);
    }

    /** Puts a chunk {@code eXIf} before the first chunk of pixels or behind the last. */
    private static void withChunk(Path png, boolean before, byte[] exif) throws IOException {
        byte[] content = Files.readAllBytes(png);
        String letters = new String(content, StandardCharsets.ISO_8859_1);
        int place = letters.indexOf(before ? "IDAT" : "IEND") - 4;
        byte[] chunk = ByteBuffer.allocate(4 + exif.length)
                .put(ascii("eXIf"))
                .put(exif)
                .array();
        CRC32 sum = new CRC32();
        sum.update(chunk);
        try (OutputStream out = Files.newOutputStream(png)) {
            out.write(content, 0, place);
            out.write(ByteBuffer.allocate(4).putInt(exif.length).array());
            out.write(chunk);
            out.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
            out.write(content, place, content.length - place);
        }
    }

    /** Made with Pillow of red, green, blue and white quarters, each as wide as high, by {@code save(exif=...)}. */
    @ParameterizedTest
    @CsvSource({"turned-6.webp, BRWG", "turned-3.webp, WBGR"})
    void webpsAreTurnedAsTheirExifOrientationSays(String resource, String corners) throws IOException {
        copy(resource);
        assertThat(corners()).isEqualTo(corners);
        assertThat(source(new ImageSize(16), Resize.CROP, 3).open(0).notes())
                .contains("1 turned, as their EXIF orientation has it");
    }

    @Test
    void webpIsRead() throws IOException {
        copy("plain.webp");
        Samples samples = source(new ImageSize(40), Resize.CROP, 3).open(0);
        assertThat(samples.notes()).contains("1 image", "widths 40, heights 40 pixels", "modes: 1 RGB");
        // A green middle, as far as the format keeps it.
        int[] pixels = bytes(samples, 0);
        int middle = 20 * 40 + 20;
        assertThat(pixels[middle]).isCloseTo(0x16, within(16));
        assertThat(pixels[1600 + middle]).isCloseTo(0xc9, within(16));
        assertThat(pixels[3200 + middle]).isCloseTo(0x3f, within(16));
    }

    @Test
    void tiffIsRead() throws IOException {
        write("a.tif", quarters(8, 8));
        int[] pixels = bytes(source(new ImageSize(8), Resize.CROP, 3).open(0), 0);
        assertThat(letter(pixels, 0) + letter(pixels, 7) + letter(pixels, 56) + letter(pixels, 63))
                .isEqualTo("RGBW");
    }

    @Test
    void cmykIsRead() throws IOException {
        copy("cmyk.jpg");
        assertThat(source(new ImageSize(8), Resize.CROP, 3).open(0).notes()).contains("modes: 1 CMYK");
    }

    @Test
    void heightAndWidthMayDiffer() throws IOException {
        write("a.png", quarters(4, 2));
        Samples samples = source(new ImageSize(2, 4), Resize.STRETCH, 3).open(0);
        assertThat(samples.shape()).isEqualTo(Shape.of(3, 2, 4));
        assertThat(Arrays.copyOf(bytes(samples, 0), 8)).containsExactly(255, 255, 0, 0, 0, 0, 255, 255);
    }

    /** Of 6 x 2 pixels the middle of twice the width is kept. */
    @Test
    void cropKeepsTheMiddleWithTheProportionsOfTheSize() throws IOException {
        write("a.png", rgb(6, RED, GREEN, GREEN, BLUE, BLUE, RED, RED, GREEN, GREEN, BLUE, BLUE, RED));
        int[] pixels = bytes(source(new ImageSize(1, 2), Resize.CROP, 3).open(0), 0);
        // Each side is blended a little with the other: the filter is two pixels wide.
        assertThat(pixels[0]).isZero();
        assertThat(pixels[2]).isGreaterThan(200);
        assertThat(pixels[5]).isGreaterThan(200);
    }

    @Test
    void padKeepsAllOfItInTheMiddleOfTheBackground() throws IOException {
        write("a.png", rgb(1, RED, RED));
        Samples samples = new ImageFolder(
                        folder, "none", new ImageSize(2, 4), Resize.PAD, 3, "#0000ff", false, Unreadable.FAIL, 1)
                .open(0);
        assertThat(bytes(samples, 0))
                .containsExactly(
                        0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 255, 255, 255, 0, 255, 255);
    }

    @Test
    void fourChannelsKeepWhatIsTransparent() throws IOException {
        write("a.png", argb(2, 0x80ff0000, 0x00123456));
        int[] pixels = bytes(source(new ImageSize(1, 2), Resize.STRETCH, 4).open(0), 0);
        // The background is white where nothing is to be seen.
        assertThat(pixels).containsExactly(255, 255, 0, 255, 0, 255, 128, 0);
    }

    /** Half of the pixels of the result are transparent, whose colour must not bleed into the others'. */
    @Test
    void transparentPixelsGiveNoColour() throws IOException {
        write("a.png", argb(2, 0xffff0000, 0x0000ff00));
        int[] pixels = bytes(source(new ImageSize(1, 1), Resize.STRETCH, 4).open(0), 0);
        assertThat(pixels).containsExactly(255, 0, 0, 128);
    }

    @Test
    void paddingIsTransparentWithFourChannels() throws IOException {
        write("a.png", rgb(1, RED));
        int[] pixels = bytes(source(new ImageSize(1, 3), Resize.PAD, 4).open(0), 0);
        assertThat(Arrays.copyOfRange(pixels, 9, 12)).containsExactly(0, 255, 0);
    }

    @Test
    void mirroredCopiesComeBehindTheImages() throws IOException {
        write("a.png", rgb(2, RED, GREEN));
        write("b.png", rgb(2, BLUE, BLUE));
        Samples samples = new ImageFolder(
                        folder, "none", new ImageSize(1, 2), Resize.CROP, 3, "white", true, Unreadable.FAIL, 1)
                .open(0);
        assertThat(samples.size()).hasValue(4);
        assertThat(bytes(samples, 0)).containsExactly(255, 0, 0, 255, 0, 0);
        assertThat(bytes(samples, 2)).containsExactly(0, 255, 255, 0, 0, 0);
        assertThat(bytes(samples, 3)).containsExactly(bytes(samples, 1));
        assertThat(samples.name(2)).isEqualTo("a.png, mirrored");
    }

    @Test
    void filesPassedOverAreCountedByTheirEnding() throws IOException {
        write("a.png", rgb(1, RED));
        for (String name : List.of("b.heic", "c.HEIC", "notes.txt", "README", ".hidden.png", "x.tar.gz")) {
            Files.writeString(folder.resolve(name), "none of ours");
        }
        Files.createDirectories(folder.resolve(".thumbnails"));
        write(".thumbnails/a.png", rgb(1, RED));
        assertThat(source(new ImageSize(1), Resize.CROP, 3).open(0).notes())
                .contains("7 files passed over: 2 .heic, 2 hidden, 1 .gz, 1 .txt, 1 without an ending");
    }

    @Test
    void brokenFilesAreAllToldAtOnce() throws IOException {
        List<Path> broken = broken();
        assertThatThrownBy(() -> source(new ImageSize(40), Resize.CROP, 3).open(0))
                .isInstanceOf(DataException.class)
                .satisfies(e -> {
                    List<String> lines = e.getMessage().lines().toList();
                    assertThat(lines).hasSize(broken.size());
                    for (int i = 0; i < broken.size(); i++) {
                        assertThat(lines.get(i)).startsWith(broken.get(i) + ": ");
                    }
                });
    }

    @Test
    void brokenFilesCanBeSkipped() throws IOException {
        List<Path> broken = broken();
        Samples samples = new ImageFolder(
                        folder, "none", new ImageSize(40), Resize.CROP, 3, "white", false, Unreadable.SKIP, 1)
                .open(0);
        assertThat(samples.size()).hasValue(1);
        assertThat(samples.name(0)).isEqualTo("good.png");
        assertThat(samples.notes()).contains(broken.size() + " files skipped as unreadable:");
        for (Path file : broken) {
            assertThat(samples.notes()).anyMatch(note -> note.startsWith(file + ": "));
        }
    }

    @Test
    void onlyBrokenFilesAreNoData() throws IOException {
        Files.writeString(folder.resolve("a.png"), "nothing");
        assertThatThrownBy(() -> new ImageFolder(
                                folder, "none", new ImageSize(40), Resize.CROP, 3, "white", false, Unreadable.SKIP, 1)
                        .open(0))
                .hasMessageStartingWith(folder + ": holds no image that can be read; of 1 files the first is ");
    }

    /** In the order of their names, beside one that is whole. */
    private List<Path> broken() throws IOException {
        write("good.png", noise());
        byte[] png = Files.readAllBytes(write("half.png", noise()));
        Files.write(folder.resolve("half.png"), Arrays.copyOf(png, png.length / 2));
        byte[] jpeg = Files.readAllBytes(write("half.jpg", noise()));
        Files.write(folder.resolve("half.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2));
        byte[] tiff = Files.readAllBytes(write("half.tif", noise()));
        Files.write(folder.resolve("half.tif"), Arrays.copyOf(tiff, tiff.length / 2));
        byte[] webp = Files.readAllBytes(copy("plain.webp"));
        Files.write(folder.resolve("half.webp"), Arrays.copyOf(webp, webp.length / 2));
        Files.delete(folder.resolve("plain.webp"));
        Files.createFile(folder.resolve("empty.gif"));
        Files.writeString(folder.resolve("page.jpg"), "<!DOCTYPE html><title>404</title>");
        return List.of("empty.gif", "half.jpg", "half.png", "half.tif", "half.webp", "page.jpg").stream()
                .map(folder::resolve)
                .toList();
    }

    @Test
    void namesMayHaveSpacesAccentsAndPercents() throws IOException {
        for (String name : List.of("a b.png", "b%20c.png", "caf\u00e9.png")) {
            write(name, rgb(1, RED));
        }
        Samples samples = source(new ImageSize(1), Resize.CROP, 3).open(0);
        assertThat(IntStream.range(0, 3).mapToObj(samples::name))
                .containsExactly("a b.png", "b%20c.png", "caf\u00e9.png");
    }

    @Test
    void foldersAreClasses() throws IOException {
        write("dogs/a.png", rgb(1, RED));
        write("cats/small/b.png", rgb(1, GREEN));
        write("cats/c.png", rgb(1, BLUE));
        Samples samples = labelled("folders");
        assertThat(samples.classNames()).containsExactly("cats", "dogs");
        assertThat(labels(samples)).containsExactly("c.png 0", "b.png 0", "a.png 1");
    }

    /** As archives have it that are made of a folder. */
    @Test
    void foldersBelowALoneOneAreClasses() throws IOException {
        write("pictures/all/dogs/a.png", rgb(1, RED));
        write("pictures/all/cats/b.png", rgb(1, GREEN));
        Samples samples = labelled("folders");
        assertThat(samples.classNames()).containsExactly("cats", "dogs");
        assertThat(labels(samples)).containsExactly("b.png 0", "a.png 1");
    }

    @Test
    void classesThatAreNumbersAreInTheirOrder() throws IOException {
        write("10/a.png", rgb(1, RED));
        write("9/b.png", rgb(1, GREEN));
        write("-1/c.png", rgb(1, BLUE));
        assertThat(labelled("folders").classNames()).containsExactly("-1", "9", "10");
    }

    @Test
    void anImageBesideTheFoldersHasNoClass() throws IOException {
        write("cats/a.png", rgb(1, RED));
        Path file = write("b.png", rgb(1, RED));
        assertThatThrownBy(() -> labelled("folders"))
                .hasMessage("1 image is in no sub-folder, which would be the class: " + file);

        for (String name : List.of("c.png", "d.png", "e.png")) {
            write(name, rgb(1, RED));
        }
        assertThatThrownBy(() -> labelled("folders"))
                .hasMessage("4 images are in no sub-folder, which would be the class: "
                        + String.join(
                                ", ",
                                file.toString(),
                                folder.resolve("c.png").toString(),
                                folder.resolve("d.png").toString(),
                                "and 1 more"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file,label\na.png,7\n\"b, c.png\",3\nsub/d.png,7\n",
                "a.png,7\nsub\\d.png,7\n\"b, c.png\",3",
                "\ufeffname,class\r\na.png,7\r\nsub/d.png,7\r\n\"b, c.png\",3\r\n"
            })
    void aTableNamesClasses(String table) throws IOException {
        three();
        Files.writeString(folder.resolve("labels.csv"), table);
        Samples samples = labelled("labels.csv");
        assertThat(samples.classNames()).containsExactly("3", "7");
        assertThat(labels(samples)).containsExactly("a.png 1", "b, c.png 0", "d.png 1");
        assertThat(samples.notes()).noneMatch(note -> note.contains("passed over"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"labels\": [[\"a.png\", 7], [\"b, c.png\", 3], [\"sub/d.png\", 7]]}",
                "{\"labels\": {\"a.png\": \"7\", \"b, c.png\": 3, \"sub/d.png\": 7}, \"more\": 1}"
            })
    void aDatasetFileNamesClasses(String json) throws IOException {
        three();
        Files.writeString(folder.resolve("dataset.json"), json);
        Samples samples = labelled("dataset.json");
        assertThat(samples.classNames()).containsExactly("3", "7");
        assertThat(labels(samples)).containsExactly("a.png 1", "b, c.png 0", "d.png 1");
    }

    @Test
    void everyWrongRowIsNamedByItsLine() throws IOException {
        three();
        Path file = Files.writeString(
                folder.resolve("labels.csv"),
                "file,label\na.png,cat\na.png,dog\nx.png,cat\nb\n\"b, c.png\",\nnote.txt,1\n");
        assertThatThrownBy(() -> labelled("labels.csv"))
                .message()
                .satisfies(message -> assertThat(message.lines())
                        .containsExactly(
                                file + ": line 5: expected two columns, a name and a class, found 1",
                                file + ": line 6: 'b, c.png' has no class",
                                file + ": line 3: names 'a.png' again",
                                file + ": line 4: there is no image 'x.png' in " + folder,
                                file + ": line 7: there is no image 'note.txt'; images end in .png, .jpg, .jpeg, .gif,"
                                        + " .bmp, .webp, .tif or .tiff",
                                folder.resolve("b, c.png") + ": has no row in " + file,
                                folder.resolve("sub/d.png") + ": has no row in " + file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1] | is no JSON object",
                "{} | has no 'labels'",
                "{\"labels\": 3} | has 'labels' of another kind",
                "{\"labels\": null} | has 'labels' of another kind",
                "{\"labels\": [[[[1]]]]} | has JSON more than 3 levels deep",
                "{\"labels\": [[\"a.png\"]]} | line 1: expected a pair",
                "{\"labels\": [[\"a.png\", 1.5]]} | line 1: the class of 'a.png' must be a whole number or text"
            })
    void whatIsNoDatasetFileIsTold(String json, String problem) throws IOException {
        three();
        Path file = Files.writeString(folder.resolve("dataset.json"), json);
        assertThatThrownBy(() -> labelled("dataset.json"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": " + problem);
    }

    @Test
    void aLabelFileThatIsNotThereIsTold() throws IOException {
        three();
        assertThatThrownBy(() -> labelled("lables.csv"))
                .hasMessage(
                        folder.resolve("lables.csv")
                                + ": no such file; 'labels' must be none, folders, or a .csv or .json file of names and classes");
    }

    private void three() throws IOException {
        write("a.png", rgb(1, RED));
        write("b, c.png", rgb(1, GREEN));
        write("sub/d.png", rgb(1, BLUE));
    }

    private static List<String> labels(Samples samples) {
        return IntStream.range(0, (int) samples.size().orElseThrow())
                .mapToObj(i -> samples.name(i).substring(samples.name(i).lastIndexOf('/') + 1) + " " + samples.label(i))
                .toList();
    }

    private Samples labelled(String labels) {
        return new ImageFolder(folder, labels, new ImageSize(1), Resize.CROP, 3, "white", false, Unreadable.FAIL, 1)
                .open(0);
    }

    private ImageFolder source(ImageSize size, Resize resize, int channels) {
        return new ImageFolder(folder, "none", size, resize, channels, "white", false, Unreadable.FAIL, 1);
    }

    private Path copy(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(ImageKindsTest.class.getResourceAsStream(resource))) {
            Files.copy(in, folder.resolve(resource));
        }
        return folder.resolve(resource);
    }

    private Path write(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        String format = name.substring(name.lastIndexOf('.') + 1).replace("tif", "tiff");
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    private static BufferedImage noise() {
        return rgb(40, IntStream.range(0, 1600).map(i -> i * 0x9E3779B9 >>> 8).toArray());
    }
}
