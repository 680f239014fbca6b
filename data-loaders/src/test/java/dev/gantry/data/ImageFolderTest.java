package dev.gantry.data;

import static dev.gantry.data.SmallImages.BLACK;
import static dev.gantry.data.SmallImages.BLUE;
import static dev.gantry.data.SmallImages.CURE;
import static dev.gantry.data.SmallImages.GREEN;
import static dev.gantry.data.SmallImages.RED;
import static dev.gantry.data.SmallImages.WHITE;
import static dev.gantry.data.SmallImages.argb;
import static dev.gantry.data.SmallImages.bytes;
import static dev.gantry.data.SmallImages.quarters;
import static dev.gantry.data.SmallImages.rgb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import dev.gantry.data.ImageFolder.Resize;
import dev.gantry.data.ImageFolder.Unreadable;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageFolderTest {

    @TempDir
    private Path folder;

    @Test
    void pixelsAreOrderedByChannelRowAndColumn() throws IOException {
        write("a.png", rgb(2, 0xff0a141e, 0xff28323c, 0xff46505a, 0xff646e78));
        assertThat(bytes(source(2).open(0), 0)).containsExactly(10, 40, 70, 100, 20, 50, 80, 110, 30, 60, 90, 120);
    }

    @Test
    void valuesGoFromMinusOneToOne() throws IOException {
        write("a.png", rgb(1, 0xff00ff33));
        float[] target = new float[3];
        Samples samples = source(1).open(0);
        samples.read(0, target, 0);
        assertThat(samples.shape()).isEqualTo(Shape.of(3, 1, 1));
        assertThat(target).containsExactly(new float[] {-1, 1, -0.6f}, offset(1e-6f));
    }

    @Test
    void brightnessWeighsTheColours() throws IOException {
        write("a.png", rgb(2, RED, GREEN, BLUE, WHITE));
        Samples samples = folder(folder, 2, Resize.CROP, 1, "white", 1).open(0);
        assertThat(samples.shape()).isEqualTo(Shape.of(1, 2, 2));
        // 255 times 0.299, 0.587 and 0.114
        assertThat(bytes(samples, 0)).containsExactly(76, 150, 29, 255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp"})
    void grayIsTakenAsItStandsInTheFile(String extension) throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        fill(image.getRaster(), 128);
        write("a." + extension, image);
        assertThat(bytes(source(8).open(0), 0)).hasSize(3 * 64).containsOnly(128);
    }

    @Test
    void sixteenBitGrayIsScaled() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        fill(image.getRaster(), 0x8080);
        write("a.png", image);
        assertThat(bytes(source(1).open(0), 0)).containsExactly(128, 128, 128);
    }

    @Test
    void grayWithAlphaShowsTheBackground() throws IOException {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false, ColorModel.TRANSLUCENT, DataBuffer.TYPE_BYTE);
        WritableRaster raster = model.createCompatibleWritableRaster(2, 1);
        raster.setPixel(0, 0, new int[] {100, 255});
        raster.setPixel(1, 0, new int[] {100, 0});
        write("a.png", new BufferedImage(model, raster, false, null));
        Samples samples = folder(folder, 2, Resize.STRETCH, 1, "black", 1).open(0);
        assertThat(bytes(samples, 0)).containsExactly(100, 0, 100, 0);
    }

    @ParameterizedTest
    @CsvSource({"white, 255, 127, 127", "black, 128, 0, 0", "#0000FF, 128, 0, 127"})
    void transparencyShowsTheBackground(String background, int red, int green, int blue) throws IOException {
        // 128 / 255 red over 127 / 255 background.
        write("a.png", argb(1, 0x80ff0000));
        Samples samples = folder(folder, 1, Resize.CROP, 3, background, 1).open(0);
        assertThat(bytes(samples, 0)).containsExactly(red, green, blue);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif"})
    void paletteSpritesMayHaveATransparentColour(String extension) throws IOException {
        byte[] reds = {0, (byte) 200};
        byte[] greens = {0, 100};
        byte[] blues = {0, 50};
        IndexColorModel palette = new IndexColorModel(8, 2, reds, greens, blues, 0);
        BufferedImage sprite = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_INDEXED, palette);
        sprite.getRaster().setSample(1, 0, 0, 1);
        write("a." + extension, sprite);
        assertThat(bytes(source(2).open(0), 0))
                .containsExactly(255, 200, 255, 255, 255, 100, 255, 255, 255, 50, 255, 255);
    }

    @Test
    void otherColourSpacesAreConverted() {
        ColorModel linear = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB),
                false,
                false,
                ColorModel.OPAQUE,
                DataBuffer.TYPE_BYTE);
        WritableRaster raster = linear.createCompatibleWritableRaster(1, 1);
        raster.setPixel(0, 0, new int[] {128, 128, 128});
        byte[] pixels =
                new ImageFit(Resize.CROP, 3, 0).fit(new BufferedImage(linear, raster, false, null), new ImageSize(1));
        // sRGB's transfer function: 1.055 (128 / 255)^(1 / 2.4) - 0.055 is 188 / 255.
        for (byte pixel : pixels) {
            assertThat(pixel & 0xff).isBetween(187, 189);
        }
    }

    @Test
    void jpegsAreReadAndFitted() throws IOException {
        BufferedImage image = new BufferedImage(37, 21, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[37 * 21];
        Arrays.fill(row, 0xff3c78b4);
        image.setRGB(0, 0, 37, 21, row, 0, 37);
        write("photo.JPEG", image);
        int[] pixels = bytes(source(8).open(0), 0);
        assertThat(pixels).hasSize(3 * 64);
        for (int i = 0; i < pixels.length; i++) {
            assertThat(pixels[i]).isCloseTo(60 * (1 + i / 64), within(3));
        }
    }

    @Test
    void cropKeepsTheMiddleOfAWideImage() throws IOException {
        write("a.png", rgb(6, RED, RED, GREEN, GREEN, BLUE, BLUE, RED, RED, GREEN, GREEN, BLUE, BLUE));
        assertThat(bytes(source(2).open(0), 0)).containsExactly(0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0);
    }

    @Test
    void cropKeepsTheMiddleOfATallImage() throws IOException {
        write("a.png", rgb(1, RED, GREEN, BLUE));
        assertThat(bytes(source(1).open(0), 0)).containsExactly(0, 255, 0);
    }

    @Test
    void stretchKeepsAllOfIt() throws IOException {
        write("a.png", rgb(4, BLACK, BLACK, WHITE, WHITE));
        Samples samples = folder(folder, 2, Resize.STRETCH, 1, "white", 1).open(0);
        // A triangle of half-width 2 around 1 gives the pixels at 0.5, 1.5 and 2.5 the weights 3, 3 and 1.
        assertThat(bytes(samples, 0)).containsExactly(36, 219, 36, 219);
    }

    @Test
    void enlargingInterpolates() throws IOException {
        write("a.png", rgb(2, BLACK, WHITE, BLACK, WHITE));
        Samples samples = folder(folder, 4, Resize.CROP, 1, "white", 1).open(0);
        assertThat(Arrays.copyOf(bytes(samples, 0), 4)).containsExactly(0, 64, 191, 255);
    }

    @Test
    void shrinkingPassesNoPixelOver() throws IOException {
        int[] checks = IntStream.range(0, 64 * 64)
                .map(i -> (i / 64 + i % 64) % 2 == 0 ? BLACK : WHITE)
                .toArray();
        write("a.png", rgb(64, checks));
        Samples samples = folder(folder, 4, Resize.CROP, 1, "white", 1).open(0);
        for (int pixel : bytes(samples, 0)) {
            assertThat(pixel).isCloseTo(127, within(2));
        }
    }

    @Test
    void imagesAreInTheOrderOfTheirPathsAndOtherFilesArePassedOver() throws IOException {
        write("b.png", gray(2));
        write("a/z.png", gray(1));
        write("c/d/e.PNG", gray(3));
        Files.writeString(folder.resolve("labels.csv"), "b,1");
        Files.writeString(folder.resolve("._b.png"), "of another system");
        Samples samples = source(1).open(0);
        assertThat(samples.size()).hasValue(3);
        assertThat(IntStream.range(0, 3).map(i -> bytes(samples, i)[0])).containsExactly(1, 2, 3);
    }

    @Test
    void aSetLargerThanTheCacheReadsTheSameEveryTime() throws IOException {
        for (int i = 0; i < 50; i++) {
            write(String.format("%02d.png", i), gray(5 * i));
        }
        Samples samples = samples(50, decoder(4, Resize.CROP, 3), 20 * 3 * 16);
        for (int epoch = 0; epoch < 3; epoch++) {
            float[] target = new float[50 * 48];
            IntStream.range(0, 50).parallel().forEach(i -> samples.read(i, target, 48 * i));
            for (int i = 0; i < target.length; i++) {
                assertThat(target[i]).isEqualTo(5 * (i / 48) / 127.5f - 1);
            }
        }
    }

    @Test
    void cacheHoldsAsManyImagesAsFitAndNoMore() throws IOException {
        write("00.png", gray(10));
        write("01.png", gray(20));
        Samples samples = samples(2, decoder(4, Resize.CROP, 1), 16);
        bytes(samples, 0);
        bytes(samples, 1);
        Files.delete(folder.resolve("00.png"));
        Files.delete(folder.resolve("01.png"));
        assertThat(bytes(samples, 0)).containsOnly(10);
        assertThatThrownBy(() -> bytes(samples, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(folder.resolve("01.png") + ": cannot be read: ");
    }

    @Test
    void missingFolder() {
        Path missing = folder.resolve("sprites");
        expectFailure(
                missing,
                missing
                        + ": no such folder; expected a folder of images, or a .zip, .tar, .tar.gz, .tgz or .parquet file of them");
    }

    @Test
    void fileForFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "");
        expectFailure(
                file,
                file
                        + ": is a file; expected a folder of images, or a .zip, .tar, .tar.gz, .tgz or .parquet file of them");
    }

    @Test
    void folderWithoutImages() throws IOException {
        Files.writeString(folder.resolve("readme.txt"), "nothing here");
        expectFailure(
                folder,
                folder
                        + ": holds no images; expected files that end in .png, .jpg, .jpeg, .gif, .bmp, .webp, .tif or .tiff");
    }

    @Test
    void allFilesThatAreNoImagesAreNamedAtOnce() throws IOException {
        write("a.png", gray(1));
        Path text = Files.writeString(folder.resolve("b.png"), "not an image");
        Path empty = Files.createFile(folder.resolve("c.jpg"));
        String rule = ": is no image; expected PNG, JPEG, GIF, BMP, WebP or TIFF, found ";
        expectFailure(
                folder,
                text + rule + "12 bytes that are none of these" + System.lineSeparator() + empty + rule
                        + "0 bytes that are none of these" + CURE);
    }

    @Test
    void aThousandProblemsAreShown() throws IOException {
        for (int i = 0; i < 1003; i++) {
            Files.writeString(folder.resolve(i + ".png"), "not an image");
        }
        assertThatThrownBy(() -> source(1).open(0)).message().hasLineCount(1001).endsWith("and 3 more" + CURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff"})
    void anImageCutOffIsNamed(String extension) throws IOException {
        Path file = write("a." + extension, rgb(40, noise(40 * 40)));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length * 9 / 10));
        assertThatThrownBy(() -> source(40).open(0))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": is corrupt or cut off: ");
    }

    @Test
    void aCorruptImageIsNamed() throws IOException {
        Path file = write("a.png", rgb(40, noise(40 * 40)));
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 0x55;
        Files.write(file, content);
        assertThatThrownBy(() -> source(40).open(0))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": is corrupt or cut off: ");
    }

    @Test
    void anImageTooLargeForMemoryIsRefused() throws IOException {
        Path file = write("a.png", gray(1));
        byte[] content = Files.readAllBytes(file);
        // Width and height stand at 16 and 20, big-endian: 65,537 x 65,537.
        content[17] = content[21] = 1;
        Files.write(file, content);
        long most = Math.min(1L << 28, Runtime.getRuntime().maxMemory() / 8);
        expectFailure(
                folder,
                file + ": is too large; expected at most " + most
                        + " pixels, and 65535 along a side, found 65537 x 65537" + CURE);
    }

    /** A row of 16-bit colours would take 8 bytes a pixel before any is there. */
    @Test
    void anImageWithAnEndlessRowIsRefused() throws IOException {
        Path file = write("a.png", gray(1));
        byte[] content = Files.readAllBytes(file);
        content[17] = 1;
        Files.write(file, content);
        assertThatThrownBy(() -> source(8).open(0))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": is too large; ")
                .hasMessageEndingWith("found 65537 x 1" + CURE);
    }

    @Test
    void limitsFollowFromTheHeap() {
        assertThat(ImageLimits.ofHeap(1L << 26)).isEqualTo(new ImageLimits(65_535, 1L << 23, 1L << 20));
        assertThat(ImageLimits.ofHeap(1L << 30)).isEqualTo(new ImageLimits(65_535, 1L << 27, 1L << 24));
        assertThat(ImageLimits.ofHeap(1L << 40)).isEqualTo(new ImageLimits(65_535, 1L << 28, 1L << 24));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void ofALargeImageEnoughPixelsAreRead(String extension) throws IOException {
        Path file = write("a." + extension, quarters(256, 256));
        ImageDecoder decoder = new ImageDecoder(
                new ImageSize(4), new ImageFit(Resize.STRETCH, 3, 0), new ImageLimits(256, 1 << 16, 1 << 12));
        BufferedImage read = decoder.read(file(file));
        assertThat(List.of(read.getWidth(), read.getHeight())).containsExactly(64, 64);
        byte[] pixels = decoder.decode(file(file)).pixels();
        // The corners lie in one quarter each: red, green, blue and white.
        assertColour(pixels, 0, 255, 0, 0);
        assertColour(pixels, 3, 0, 255, 0);
        assertColour(pixels, 12, 0, 0, 255);
        assertColour(pixels, 15, 255, 255, 255);
    }

    private static void assertColour(byte[] pixels, int place, int... expected) {
        for (int channel = 0; channel < 3; channel++) {
            assertThat(pixels[16 * channel + place] & 0xff).isCloseTo(expected[channel], within(4));
        }
    }

    /** Of 512 x 64 pixels the middle is 64 x 64, which is kept whole. */
    @Test
    void onlyTheMiddleOfALargeImageIsKept() throws IOException {
        Path file = write("a.png", quarters(512, 64));
        ImageDecoder decoder = new ImageDecoder(
                new ImageSize(4), new ImageFit(Resize.CROP, 3, 0), new ImageLimits(512, 1 << 16, 1 << 12));
        BufferedImage read = decoder.read(file(file));
        assertThat(List.of(read.getWidth(), read.getHeight())).containsExactly(64, 64);
        assertThat(read.getRGB(31, 31)).isEqualTo(RED);
        assertThat(read.getRGB(32, 31)).isEqualTo(GREEN);
        assertThat(read.getRGB(31, 32)).isEqualTo(BLUE);
    }

    @Test
    void anImageTooLargeForTheSizeWantedIsRefused() throws IOException {
        Path file = write("a.png", quarters(64, 64));
        ImageDecoder decoder = new ImageDecoder(
                new ImageSize(32), new ImageFit(Resize.CROP, 3, 0), new ImageLimits(64, 1 << 12, 1 << 9));
        assertThatThrownBy(() -> decoder.decode(file(file)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file + ": is too large to make 32 x 32 pixels of; expected at most 512 pixels, found 64 x 64;"
                                + " use smaller images, or give Java more memory (-Xmx)");
    }

    /** A GIF that announces 11,585 x 11,585 pixels and ends before the first. */
    @Test
    void aHugePictureThatIsAnnouncedTakesLittleMemory() throws IOException {
        byte[] gif =
                HexFormat.of().parseHex("474946383961412d412d800000ffffff0000002c00000000412d412d000202440100" + "3b");
        assertThat(gif).hasSize(35);
        Path file = Files.write(folder.resolve("a.gif"), gif);
        BufferedImage read = new ImageDecoder(
                        new ImageSize(64), new ImageFit(Resize.CROP, 3, 0), new ImageLimits(65_535, 1L << 28, 1L << 20))
                .read(file(file));
        assertThat(read.getWidth() * read.getHeight()).isLessThanOrEqualTo(1 << 20);
    }

    /** A blank picture of 11,584 x 11,584 in 16 KB. */
    @Test
    void aHugePictureInAFewBytesIsReadInParts() throws IOException {
        BufferedImage blank = new BufferedImage(11_584, 11_584, BufferedImage.TYPE_BYTE_BINARY);
        Path file = write("a.png", blank);
        assertThat(Files.size(file)).isLessThan(32_768);
        ImageDecoder decoder = new ImageDecoder(
                new ImageSize(2), new ImageFit(Resize.CROP, 1, 0), new ImageLimits(65_535, 1L << 28, 1L << 20));
        BufferedImage read = decoder.read(file(file));
        assertThat(List.of(read.getWidth(), read.getHeight())).containsExactly(724, 1448);
        assertThat(decoder.decode(file(file)).pixels()).containsOnly(0);
    }

    /** A lossless frame of 11,584 x 11,584 pixels, which would take 512 MB at 4 bytes each. */
    @Test
    void aLosslessJpegIsReadWholeOrNotAtAll() throws IOException {
        byte[] jpeg = HexFormat.of()
                .parseHex("ffd8" + "ffe00004aaaa" + "ffc3000b082d402d4001011100" + "ffda0008010100010000" + "0000ffd9");
        Path file = Files.write(folder.resolve("a.jpg"), jpeg);
        ImageDecoder decoder = new ImageDecoder(
                new ImageSize(64), new ImageFit(Resize.CROP, 3, 0), new ImageLimits(65_535, 1L << 28, 1L << 20));
        assertThatThrownBy(() -> decoder.decode(file(file)))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": is too large; expected at most 1048576 pixels, and 65535 along a side, found"
                        + " 11584 x 11584");
    }

    /** It announces 2,147,483,647 bytes of an image of another format, and one pixel. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aBmpAroundAnotherFormatIsRefused(int compression) throws IOException {
        byte[] bmp = ByteBuffer.allocate(54)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'B', 'M'})
                .putInt(54)
                .putInt(0)
                .putInt(54)
                .putInt(40)
                .putInt(1)
                .putInt(1)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(compression)
                .putInt(Integer.MAX_VALUE)
                .array();
        Path file = Files.write(folder.resolve("a.bmp"), bmp);

        assertThatThrownBy(() -> source(8).open(0))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": is a BMP around a JPEG or PNG; save that as a file of its own" + CURE);
    }

    /** Its pixels begin where other headers go on: here they are what the compression of a JPEG would be. */
    @Test
    void aBmpOfTheOldestKindIsRead() throws IOException {
        byte[] bmp = ByteBuffer.allocate(42)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'B', 'M'})
                .putInt(42)
                .putInt(0)
                .putInt(26)
                .putInt(12)
                .putShort((short) 2)
                .putShort((short) 2)
                .putShort((short) 1)
                .putShort((short) 24)
                .putInt(0)
                .putInt(4)
                .array();
        Files.write(folder.resolve("a.bmp"), bmp);

        assertThat(bytes(source(2).open(0), 0)).containsExactly(0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0);
    }

    @Test
    void aLinkThatLeadsBackIsNamed() throws IOException {
        Path link = folder.resolve("again");
        Files.createSymbolicLink(link, folder);
        expectFailure(folder, link + ": cannot be searched: a link leads back to a folder around it");
    }

    @Test
    void theCacheLeavesMostOfTheHeapAlone() {
        ImageCache cache = new ImageCache(decoder(1, Resize.CROP, 1), Long.MAX_VALUE);
        // An array and its place in a table take more than 100 bytes.
        assertThat(cache.mostCached()).isLessThan(Runtime.getRuntime().maxMemory() / 400);
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> folder(folder, 0, Resize.CROP, 3, "white", 1))
                .hasMessage("'size' must be at least 1, found 0");
        assertThatThrownBy(() -> folder(folder, 300_000, Resize.CROP, 3, "white", 1))
                .hasMessage("'size' must be at most 2048, found 300000");
        assertThatThrownBy(() -> folder(folder, 64, Resize.CROP, 2, "white", 1))
                .hasMessage("'channels' must be 1, 3 or 4, found 2");
        assertThatThrownBy(() -> folder(folder, 64, Resize.CROP, 3, "mauve", 1))
                .hasMessage("'background' must be white, black or a quoted \"#rrggbb\", found mauve");
        assertThatThrownBy(() -> folder(folder, 64, Resize.CROP, 3, "white", -1))
                .hasMessage("'cache-mib' must be at least 0, found -1");
        assertThatThrownBy(() -> folder(Path.of(""), 64, Resize.CROP, 3, "white", 1))
                .hasMessage("'folder' must be the path of a folder, found ''");
    }

    private static void expectFailure(Path folder, String message) {
        assertThatThrownBy(() -> folder(folder, 8, Resize.CROP, 3, "white", 1).open(0))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    private ImageFolder source(int size) {
        return folder(folder, size, Resize.CROP, 3, "white", 1);
    }

    private static ImageFolder folder(
            Path folder, int size, Resize resize, int channels, String background, int cacheMib) {
        return new ImageFolder(
                folder, "none", new ImageSize(size), resize, channels, background, false, Unreadable.FAIL, cacheMib);
    }

    private static ImageDecoder decoder(int size, Resize resize, int channels) {
        return new ImageDecoder(new ImageSize(size), new ImageFit(resize, channels, 0));
    }

    private Samples samples(int count, ImageDecoder decoder, long cacheBytes) {
        return new ImageFiles(
                files(count),
                new ImageCache(decoder, cacheBytes),
                false,
                ImagePlace.of(folder, "none"),
                new ImageClasses(Optional.empty(), Map.of()),
                List.of());
    }

    private List<ImageFile> files(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> file(folder.resolve(String.format("%02d.png", i))))
                .toList();
    }

    private ImageFile file(Path path) {
        return PathFile.below(folder, path);
    }

    private Path write(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        String format = name.substring(name.lastIndexOf('.') + 1);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    private static BufferedImage gray(int value) {
        return rgb(1, 0xff000000 | value * 0x010101);
    }

    private static int[] noise(int count) {
        return IntStream.range(0, count).map(i -> BLACK | i * 0x9E3779B9 >>> 8).toArray();
    }

    private static void fill(WritableRaster raster, int value) {
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int x = 0; x < raster.getWidth(); x++) {
                raster.setSample(x, y, 0, value);
            }
        }
    }
}
