package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxFilesTest {

    private static final int IMAGES = 0x0803;
    private static final int LABELS = 0x0801;

    @TempDir
    private Path folder;

    @Test
    void imagesAreReadFromMinusOneToOne() throws IOException {
        Path file = write("images", idx(IMAGES, pixels(3 * 2 * 5), 3, 2, 5));
        expectThreeImages(new IdxFiles(file, Optional.empty()).open(0));
    }

    @Test
    void gzippedFilesAreKnownByTheirContent() throws IOException {
        Path file = write("images", gzip(idx(IMAGES, pixels(3 * 2 * 5), 3, 2, 5)));
        expectThreeImages(new IdxFiles(file, Optional.empty()).open(0));
    }

    @Test
    void gzippedFilesTooLargeForMemoryAreUnzippedToTheDisk() throws IOException {
        Path file = write("images", gzip(idx(IMAGES, pixels(3 * 2 * 5), 3, 2, 5)));
        expectThreeImages(new IdxImages(IdxFile.open(file, IdxFile.Expected.IMAGES, 29), Optional.empty()));
    }

    /** Pixel i of the file is the byte 9 i: 0 to 81, 90 to 171 and 180 to 261, the last wrapped to 5. */
    private static void expectThreeImages(Samples samples) {
        assertThat(samples.size()).hasValue(3);
        assertThat(samples.shape()).isEqualTo(Shape.of(1, 2, 5));
        float[] target = new float[12];
        samples.read(1, target, 1);
        for (int i = 0; i < 10; i++) {
            assertThat(target[1 + i]).isEqualTo((90 + 9 * i) / 127.5f - 1);
        }
        assertThat(target[0]).isZero();
        assertThat(target[11]).isZero();
        samples.read(2, target, 0);
        assertThat(target[9]).isEqualTo(5 / 127.5f - 1);
        samples.read(0, target, 0);
        assertThat(target[0]).isEqualTo(-1);
        assertThatThrownBy(() -> samples.read(3, target, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void darkestIsMinusOneAndBrightestOne() throws IOException {
        Path file = write("images", idx(IMAGES, new byte[] {0, (byte) 255}, 1, 1, 2));
        float[] target = new float[2];
        new IdxFiles(file, Optional.empty()).open(0).read(0, target, 0);
        assertThat(target).containsExactly(-1, 1);
    }

    @Test
    void aFourthAxisIsTheChannels() throws IOException {
        Path file = write("images", idx(0x0804, pixels(2 * 3 * 2 * 2), 2, 3, 2, 2));
        Samples samples = new IdxFiles(file, Optional.empty()).open(0);
        float[] target = new float[12];
        samples.read(1, target, 0);
        assertThat(samples.shape()).isEqualTo(Shape.of(3, 2, 2));
        assertThat(target[11]).isEqualTo(9 * 23 / 127.5f - 1);
    }

    @Test
    void threadsMayReadAtOnce() throws IOException {
        byte[] pixels = new byte[1000 * 16];
        IntStream.range(0, pixels.length).forEach(i -> pixels[i] = (byte) (i / 16));
        Path file = write("images", idx(IMAGES, pixels, 1000, 4, 4));
        Samples samples = new IdxFiles(file, Optional.empty()).open(0);
        float[] target = new float[pixels.length];
        IntStream.range(0, 1000).parallel().forEach(i -> samples.read(i, target, 16 * i));
        for (int i = 0; i < target.length; i++) {
            assertThat(target[i]).isEqualTo((i / 16 % 256) / 127.5f - 1);
        }
    }

    @Test
    void labelsMustMatchInNumber() throws IOException {
        Path images = write("images", idx(IMAGES, pixels(6), 3, 1, 2));
        Path three = write("three", gzip(idx(LABELS, pixels(3), 3)));
        Path four = write("four", idx(LABELS, pixels(4), 4));
        assertThat(new IdxFiles(images, Optional.of(three)).open(0).size()).hasValue(3);
        assertThatThrownBy(() -> new IdxFiles(images, Optional.of(four)).open(0))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        four + ": does not belong to " + images + "; expected 3 labels, one for each image, found 4");
    }

    @Test
    void imagesAreNoLabels() throws IOException {
        Path images = write("images", idx(IMAGES, pixels(6), 3, 1, 2));
        assertThatThrownBy(() -> new IdxFiles(images, Optional.of(images)).open(0))
                .isInstanceOf(DataException.class)
                .hasMessage(images + ": has the wrong number of axes; expected labels with 1 axis, [N], found 3");
    }

    @Test
    void missing() {
        expectFailure(folder.resolve("none"), "no such file; expected an IDX file");
    }

    @Test
    void folder() {
        expectFailure(folder, "is not a file; expected an IDX file");
    }

    @Test
    void empty() throws IOException {
        expectFailure(
                write("empty", new byte[0]),
                "is not an IDX file; expected it to begin with the bytes 00 00 08 03, found nothing");
    }

    @Test
    void anotherFormat() throws IOException {
        expectFailure(
                write("png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}),
                "is not an IDX file; expected it to begin with the bytes 00 00 08 03, found 89 50 4e 47");
    }

    @Test
    void anotherElementType() throws IOException {
        expectFailure(
                write("floats", idx(0x0D03, pixels(4), 1, 1, 1)),
                "holds elements of another type; expected type 08 (unsigned bytes), found 0d");
    }

    @Test
    void labelsForImages() throws IOException {
        expectFailure(
                write("labels", idx(LABELS, pixels(10), 10)),
                "has the wrong number of axes; expected images with 3 axes, [N, H, W], or 4, [N, C, H, W], found 1");
    }

    @Test
    void cutOffInTheHeader() throws IOException {
        expectFailure(
                write("header", Arrays.copyOf(idx(IMAGES, pixels(4), 1, 2, 2), 11)),
                "is cut off in its header; expected 16 bytes, found 11");
    }

    @Test
    void anAxisOfNothing() throws IOException {
        expectFailure(
                write("none", idx(IMAGES, pixels(0), 0, 28, 28)),
                "has impossible axes; expected each to be at least 1 and a file's worth of elements in all, found "
                        + "[0, 28, 28]");
    }

    @Test
    void axesBeyondAnyFile() throws IOException {
        int most = Integer.MAX_VALUE;
        expectFailure(
                write("huge", idx(0x0804, pixels(4), most, most, most, most)),
                "has impossible axes; expected each to be at least 1 and a file's worth of elements in all, found "
                        + "[2147483647, 2147483647, 2147483647, 2147483647]");
    }

    /** 2^63, one more than a long holds. */
    @Test
    void axesJustBeyondAnyFile() throws IOException {
        expectFailure(
                write("huge", idx(0x0804, pixels(4), 65_536, 65_536, 65_536, 32_768)),
                "has impossible axes; expected each to be at least 1 and a file's worth of elements in all, found "
                        + "[65536, 65536, 65536, 32768]");
    }

    @Test
    void anImageBeyondAnySample() throws IOException {
        expectFailure(
                write("large", idx(IMAGES, pixels(4), 1, 65_536, 65_536)),
                "has images that are too large; expected at most 16777216 elements each, found [65536, 65536]");
    }

    /** A gzipped byte stands for 1,032 at most. */
    @Test
    void axesBeyondWhatIsZipped() throws IOException {
        byte[] zipped = gzip(idx(IMAGES, pixels(4), 2_000_000, 28, 28));
        expectFailure(
                write("bomb.gz", zipped),
                "is cut off; expected 1568000000 elements for the axes [2000000, 28, 28], which " + zipped.length
                        + " gzipped bytes cannot hold");
    }

    @Test
    void endlessTrailingBytesAreNotUnzipped() throws IOException {
        expectFailure(
                write("long.gz", gzip(idx(IMAGES, new byte[3 << 20], 1, 1, 1))),
                "has more data than its header says; expected 1 elements for the axes [1, 1, 1], found 1048577 or more");
    }

    @Test
    void cutOffInTheHeaderOfTheZip() throws IOException {
        byte[] whole = gzip(idx(IMAGES, pixels(12), 3, 2, 2));
        expectFailure(
                write("cut.gz", Arrays.copyOf(whole, 5)), "the gzip data is corrupt or cut off: it ends too early");
    }

    @Test
    void cutOff() throws IOException {
        expectFailure(
                write("cut", idx(IMAGES, pixels(11), 3, 2, 2)),
                "is cut off; expected 12 elements for the axes [3, 2, 2], found 11");
    }

    @Test
    void trailingBytes() throws IOException {
        expectFailure(
                write("long", idx(IMAGES, pixels(15), 3, 2, 2)),
                "has more data than its header says; expected 12 elements for the axes [3, 2, 2], found 15");
    }

    @Test
    void cutOffBeforeItWasZipped() throws IOException {
        expectFailure(
                write("cut.gz", gzip(idx(IMAGES, pixels(11), 3, 2, 2))),
                "is cut off; expected 12 elements for the axes [3, 2, 2], found 11");
    }

    @Test
    void trailingBytesInsideTheZip() throws IOException {
        expectFailure(
                write("long.gz", gzip(idx(IMAGES, pixels(15), 3, 2, 2))),
                "has more data than its header says; expected 12 elements for the axes [3, 2, 2], found 15");
    }

    @Test
    void cutOffZip() throws IOException {
        byte[] whole = gzip(idx(IMAGES, pixels(12), 3, 2, 2));
        expectFailure(
                write("cut.gz", Arrays.copyOf(whole, whole.length - 12)),
                "the gzip data is corrupt or cut off: Unexpected end of ZLIB input stream");
    }

    @Test
    void corruptZip() throws IOException {
        byte[] whole = gzip(idx(IMAGES, pixels(12), 3, 2, 2));
        // The checksum stands eight bytes before the end.
        whole[whole.length - 8] ^= 1;
        expectFailure(write("bad.gz", whole), "the gzip data is corrupt or cut off: Corrupt GZIP trailer");
    }

    @Test
    void pathsMustNotBeEmpty() {
        assertThatThrownBy(() -> new IdxFiles(Path.of(""), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'images' must be the path of a file, found ''");
    }

    private static void expectFailure(Path file, String message) {
        assertThatThrownBy(() -> new IdxFiles(file, Optional.empty()).open(0))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": " + message);
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] pixels(int count) {
        byte[] pixels = new byte[count];
        IntStream.range(0, count).forEach(i -> pixels[i] = (byte) (9 * i));
        return pixels;
    }

    static byte[] idx(int magic, byte[] elements, int... axes) {
        ByteBuffer buffer =
                ByteBuffer.allocate(4 + 4 * axes.length + elements.length).putInt(magic);
        IntStream.of(axes).forEach(buffer::putInt);
        return buffer.put(elements).array();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        }
        return bytes.toByteArray();
    }
}
