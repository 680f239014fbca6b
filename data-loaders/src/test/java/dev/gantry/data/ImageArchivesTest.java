package dev.gantry.data;

import static dev.gantry.data.SmallImages.BLUE;
import static dev.gantry.data.SmallImages.CURE;
import static dev.gantry.data.SmallImages.GREEN;
import static dev.gantry.data.SmallImages.RED;
import static dev.gantry.data.SmallImages.bytes;
import static dev.gantry.data.SmallImages.rgb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.data.ImageFolder.Resize;
import dev.gantry.data.ImageFolder.Unreadable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images in zip files and tar files; some of these are made here, byte by byte, and some by the tools that people have. */
final class ImageArchivesTest {

    private static final int BLOCK = 512;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"images.zip", "images.tar", "images.tar.gz", "images.TGZ"})
    void anArchiveIsAFolder(String name) throws IOException {
        Map<String, byte[]> files = three();
        files.put("__MACOSX/cats/a.png", new byte[1]);
        files.put("readme.txt", new byte[0]);
        Path archive = archive(name, files);
        try (Samples samples = labelled(archive, "folders")) {
            assertThat(samples.classNames()).containsExactly("cats", "dogs");
            assertThat(labels(samples)).containsExactly("cats/a.png 0", "dogs/b, c.png 1", "dogs/more/d.png 1");
            assertThat(bytes(samples, 0)).containsExactly(255, 0, 0);
            assertThat(bytes(samples, 1)).containsExactly(0, 255, 0);
            assertThat(bytes(samples, 2)).containsExactly(0, 0, 255);
            assertThat(samples.notes()).contains("2 files passed over: 1 .txt, 1 hidden");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"images.zip", "images.tar", "images.tgz"})
    void aFileOfClassesMayBeInTheArchive(String name) throws IOException {
        Map<String, byte[]> files = three();
        files.put("labels.csv", table());
        try (Samples samples = labelled(archive(name, files), "labels.csv")) {
            assertThat(labels(samples)).containsExactly("cats/a.png 1", "dogs/b, c.png 0", "dogs/more/d.png 1");
            assertThat(samples.notes()).noneMatch(note -> note.contains("passed over"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"images.zip", "images.tar", "images.tgz"})
    void aFileOfClassesMayBeBesideTheArchive(String name) throws IOException {
        Path archive = archive(name, three());
        Files.write(folder.resolve("labels.csv"), table());
        for (String file : List.of("labels.csv", folder.resolve("labels.csv").toString())) {
            try (Samples samples = labelled(archive, file)) {
                assertThat(labels(samples)).containsExactly("cats/a.png 1", "dogs/b, c.png 0", "dogs/more/d.png 1");
            }
        }
    }

    private static byte[] table() {
        return "cats/a.png,7\n\"dogs/b, c.png\",3\ndogs/more/d.png,7\n".getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"images.zip", "images.tar", "images.tgz"})
    void aBrokenFileInAnArchiveIsNamed(String name) throws IOException {
        Path archive = archive(name, Map.of("a.png", new byte[1]));
        expectFailure(
                archive,
                archive + "/a.png: is no image; expected PNG, JPEG, GIF, BMP, WebP or TIFF, found 1 bytes that are"
                        + " none of these" + CURE);
    }

    @Test
    void whatIsNoZipFileIsTold() throws IOException {
        Path zip = Files.writeString(folder.resolve("images.zip"), "PK, or not");
        assertThatThrownBy(() -> open(zip)).isInstanceOf(DataException.class).hasMessageStartingWith(zip + ": ");
    }

    /**
     * Of GNU tar ({@code --format=gnu} and {@code ustar}) and of Python ({@code tarfile.PAX_FORMAT}): a red pixel under a name of 130
     * letters, and links to it, of which ustar has room for the symbolic one.
     */
    @ParameterizedTest
    @CsvSource({"gnu.tar.gz, 2", "pax.tar.gz, 2", "ustar.tar.gz, 1"})
    void namesAreLongAndLinksArePassedOver(String resource, int links) throws IOException {
        Path archive = folder.resolve(resource);
        try (InputStream in = Objects.requireNonNull(ImageArchivesTest.class.getResourceAsStream(resource))) {
            Files.copy(in, archive);
        }
        try (Samples samples = open(archive)) {
            assertThat(samples.size()).hasValue(1);
            assertThat(samples.name(0)).isEqualTo("caf\u00e9/" + "x".repeat(60) + "/" + "y".repeat(60) + ".png");
            assertThat(bytes(samples, 0)).containsExactly(255, 0, 0);
            assertThat(samples.notes())
                    .contains(links + (links == 1 ? " file" : " files") + " passed over: " + links + " linked");
        }
    }

    @Test
    void ofTwoFilesWithOneNameTheLastCounts() throws IOException {
        Path archive = write("images.tar", file("./a.png", png(RED)), file("a.png", png(BLUE)), end());
        try (Samples samples = open(archive)) {
            assertThat(samples.size()).hasValue(1);
            assertThat(bytes(samples, 0)).containsExactly(0, 0, 255);
        }
    }

    /** A size in 12 bytes of which the first has its first bit set, as GNU writes those of 8 GiB and more. */
    @Test
    void sizesMayBeBinary() throws IOException {
        byte[] image = png(GREEN);
        byte[] header = header("a.png", '0', 0);
        header[124] = (byte) 0x80;
        Arrays.fill(header, 125, 136, (byte) 0);
        header[135] = (byte) image.length;
        try (Samples samples = open(write("images.tar", summed(header), padded(image), end()))) {
            assertThat(bytes(samples, 0)).containsExactly(0, 255, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.png", "/a.png", "b/../../a.png", "./../a.png"})
    void aNameThatLeadsOutIsRefused(String name) throws IOException {
        Path archive = write("images.tar", file(name, png(RED)), end());
        expectFailure(archive, archive + ": has '" + name + "', which leads out of it");
    }

    @Test
    void namesDoNotReachTheTerminalAsTheyAre() throws IOException {
        Path archive = write("images.tar", file("a\u001b[2J.png", new byte[1]), end());
        assertThatThrownBy(() -> open(archive)).hasMessageStartingWith(archive + "/a?[2J.png: is no image; ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.png | 0 | 77777777777 | is cut off: a part is to have 8589934591 bytes, and 512 are left",
                "a.png | L | 00000001000 | is cut off: a part is to have 512 bytes, and 0 are left",
                "a.png | 0 | 99999999999 | is no tar file, or is corrupt",
                "a.png | S | 00000000000 | holds sparse files; make it without --sparse"
            })
    void whatIsAnnouncedIsNotTrusted(String name, char type, String size, String problem) throws IOException {
        byte[] header = header(name, type, 0);
        System.arraycopy(size.getBytes(StandardCharsets.US_ASCII), 0, header, 124, 11);
        Path archive = write("images.tar", summed(header), type == 'L' ? new byte[0] : new byte[BLOCK]);
        expectFailure(archive, archive + ": " + problem);
    }

    @Test
    void aNameIsOfSomeLengthOnly() throws IOException {
        int length = (1 << 20) + BLOCK;
        Path archive = write("images.tar", header("././@LongLink", 'L', length), new byte[length], end());
        expectFailure(archive, archive + ": has a name or attributes of " + length + " bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x path=a.png\n", "99 path=a.png\n", "3 a\n", "5 abc\n", "1 ", "9999999999999999999 a=b\n"})
    void attributesThatAreCorruptAreTold(String attributes) throws IOException {
        byte[] content = attributes.getBytes(StandardCharsets.UTF_8);
        Path archive = write("images.tar", header("a", 'x', content.length), padded(content), end());
        expectFailure(archive, archive + ": has attributes that are corrupt");
    }

    @Test
    void whatIsNoTarFileIsTold() throws IOException {
        Path text = write("a.tar", "not a tar file, ".repeat(64).getBytes(StandardCharsets.UTF_8));
        expectFailure(text, text + ": is no tar file, or is corrupt");
        Path little = write("b.tar", new byte[100]);
        expectFailure(little, little + ": is cut off in a header");
        Path empty = write("c.tar");
        expectFailure(empty, empty + ": is empty");
        Path unzipped = write("d.tgz", file("a.png", png(RED)), end());
        expectFailure(unzipped, unzipped + ": cannot be read: Not in GZIP format");
        byte[] whole = Files.readAllBytes(archive("e.tgz", three()));
        Path half = write("f.tgz", Arrays.copyOf(whole, whole.length / 2));
        expectFailure(half, half + ": cannot be read: Unexpected end of ZLIB input stream");
    }

    @Test
    void whatIsUnpackedGoesWhenTheSamplesAreClosed() throws IOException {
        Path archive = archive("images.tgz", three());
        List<Path> before = unpacked();
        try (Samples samples = open(archive)) {
            assertThat(samples.size()).hasValue(3);
            assertThat(unpacked()).hasSize(before.size() + 1);
        }
        assertThat(unpacked()).isEqualTo(before);
        assertThatThrownBy(() -> open(archive("empty.tgz", Map.of("a.txt", new byte[1]))))
                .hasMessageContaining("holds no images");
        assertThat(unpacked()).isEqualTo(before);
    }

    private static List<Path> unpacked() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(file -> file.getFileName().toString().startsWith("gantry-images-"))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, byte[]> three() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("dogs/b, c.png", png(GREEN));
        files.put("dogs/more/d.png", png(BLUE));
        files.put("cats/a.png", png(RED));
        return files;
    }

    private Path archive(String name, Map<String, byte[]> files) throws IOException {
        Path archive = folder.resolve(name);
        if (name.endsWith(".zip")) {
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    out.putNextEntry(new ZipEntry(file.getKey()));
                    out.write(file.getValue());
                }
            }
            return archive;
        }
        try (OutputStream plain = Files.newOutputStream(archive);
                OutputStream out = name.endsWith(".tar") ? plain : new GZIPOutputStream(plain)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.write(file(file.getKey(), file.getValue()));
            }
            out.write(end());
        }
        return archive;
    }

    private Path write(String name, byte[]... parts) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.write(part);
        }
        return Files.write(folder.resolve(name), content.toByteArray());
    }

    private static byte[] file(String name, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header(name, '0', content.length));
        out.write(padded(content));
        return out.toByteArray();
    }

    /** As POSIX has it: name, mode, owner, group, size, time, sum and type. */
    private static byte[] header(String name, char type, int size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, String.format("%011o\0", size));
        put(header, 136, "00000000000\0");
        header[156] = (byte) type;
        put(header, 257, "ustar\0" + "00");
        return summed(header);
    }

    private static byte[] summed(byte[] header) {
        put(header, 148, "        ");
        int sum = IntStream.range(0, BLOCK).map(i -> header[i] & 0xff).sum();
        put(header, 148, String.format("%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static byte[] padded(byte[] content) {
        return Arrays.copyOf(content, Math.ceilDiv(content.length, BLOCK) * BLOCK);
    }

    private static byte[] end() {
        return new byte[2 * BLOCK];
    }

    private static byte[] png(int colour) {
        BufferedImage image = rgb(1, colour);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static List<String> labels(Samples samples) {
        return IntStream.range(0, (int) samples.size().orElseThrow())
                .mapToObj(i -> samples.name(i) + " " + samples.label(i))
                .toList();
    }

    private static void expectFailure(Path archive, String message) {
        assertThatThrownBy(() -> open(archive))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    private static Samples open(Path archive) {
        return labelled(archive, "none");
    }

    private static Samples labelled(Path archive, String labels) {
        return new ImageFolder(archive, labels, new ImageSize(1), Resize.CROP, 3, "white", false, Unreadable.FAIL, 0)
                .open(0);
    }
}
