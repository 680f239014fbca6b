package dev.gantry.data;

import static dev.gantry.data.SmallImages.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.data.ImageFolder.Resize;
import dev.gantry.data.ImageFolder.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that pyarrow wrote: {@code train} as Hugging Face has its datasets, five images of one pixel with the classes zebra, ant and
 * bee in its metadata, compressed by Snappy; {@code plain} without these, uncompressed, its second image null; {@code zstd} compressed so.
 */
final class ParquetImagesTest {

    private static final String FIRST = "train-00000-of-00002.parquet";
    private static final String SECOND = "train-00001-of-00002.parquet";

    /** Of the first page of images in {@code plain}, whose header begins at 0x41. */
    private static final int LAST_BYTE_OF_PAGE_SIZE = 0x48;

    @TempDir
    private Path folder;

    @Test
    void aFolderOfPartsIsOneSet() throws IOException {
        copy(FIRST);
        copy(SECOND);
        expectTrain(folder);
    }

    @Test
    void aPartStandsForItsSet() throws IOException {
        copy(FIRST);
        Path second = copy(SECOND);
        copy("plain.parquet");
        expectTrain(second);
    }

    private static void expectTrain(Path where) {
        try (Samples samples = open(where, "label", Unreadable.FAIL)) {
            assertThat(samples.classNames()).containsExactly("zebra", "ant", "bee");
            assertThat(IntStream.range(0, 5).map(samples::label)).containsExactly(1, 0, 2, 2, 1);
            assertThat(IntStream.range(0, 5).map(i -> bytes(samples, i)[0])).containsExactly(255, 0, 0, 0, 255);
            assertThat(bytes(samples, 1)).containsExactly(0, 255, 0);
            assertThat(bytes(samples, 2)).containsExactly(0, 0, 255);
            assertThat(samples.name(3)).isEqualTo(SECOND + "/row 0");
        }
    }

    @Test
    void classesMayBeNumbersAndAnImageMissing() throws IOException {
        Path plain = copy("plain.parquet");
        assertThatThrownBy(() -> open(plain, "label", Unreadable.FAIL))
                .hasMessageStartingWith(plain + "/row 1: is no image; ");
        try (Samples samples = open(plain, "label", Unreadable.SKIP)) {
            assertThat(samples.classNames()).containsExactly("7");
            assertThat(bytes(samples, 0)).containsExactly(255, 0, 0);
        }
    }

    @Test
    void withoutLabelsThereAreNoClasses() throws IOException {
        copy(FIRST);
        copy(SECOND);
        try (Samples samples = open(folder, "none", Unreadable.FAIL)) {
            assertThat(samples.size()).hasValue(5);
            assertThat(samples.classes()).isZero();
        }
    }

    @Test
    void aMissingPartIsNamed() throws IOException {
        Path first = copy(FIRST);
        assertThatThrownBy(() -> open(folder, "none", Unreadable.FAIL))
                .hasMessage(folder.resolve(SECOND) + ": no such file; " + first + " is one of 2 parts of a set");
    }

    @Test
    void severalSetsAreNotMixed() throws IOException {
        copy(FIRST);
        copy(SECOND);
        Path plain = copy("plain.parquet");
        assertThatThrownBy(() -> open(folder, "none", Unreadable.FAIL))
                .hasMessage(folder + ": holds Parquet files of several sets, such as " + plain + " and "
                        + folder.resolve(FIRST) + "; name one of them, which stands for all parts of its set");
    }

    @Test
    void aColumnThatIsNotThereIsTold() throws IOException {
        Path plain = copy("plain.parquet");
        assertThatThrownBy(() -> open(plain, "folders", Unreadable.FAIL))
                .hasMessage(plain + ": has no column 'folders' of numbers or text for 'labels'; it has 'id', 'image',"
                        + " 'label'");
    }

    @Test
    void whatIsNoParquetFileIsTold() throws IOException {
        Path file = copy("plain.parquet");
        byte[] whole = Files.readAllBytes(file);
        byte[] otherMagic = whole.clone();
        otherMagic[0] = 'X';
        byte[] longFooter = whole.clone();
        longFooter[whole.length - 5] = 0x7f;
        for (byte[] wrong :
                new byte[][] {new byte[0], Arrays.copyOf(whole, whole.length / 2), otherMagic, longFooter}) {
            Files.write(file, wrong);
            assertThatThrownBy(() -> open(file, "label", Unreadable.FAIL))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(file + ": is no Parquet file, or is corrupt or cut off: ");
        }
    }

    /** The reader would wait for the rest of the page without end. */
    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void aPageLongerThanItsPartOfTheFileIsTold() throws IOException {
        Path file = copy("plain.parquet");
        byte[] longPage = Files.readAllBytes(file);
        longPage[LAST_BYTE_OF_PAGE_SIZE] = 0x7f;
        Files.write(file, longPage);
        assertThatThrownBy(() -> open(file, "label", Unreadable.FAIL))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file + ": is no Parquet file, or is corrupt or cut off: a page is longer than the part of the"
                                + " file that it is in");
        assertNoThreads();
    }

    @Test
    void anotherCompressionIsTold() throws IOException {
        Path file = copy("zstd.parquet");
        assertThatThrownBy(() -> open(file, "none", Unreadable.FAIL))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": is compressed by ZSTD; expected SNAPPY, GZIP or UNCOMPRESSED; write it anew");
    }

    /** Sizes, counts and offsets are all over such a file. */
    @ParameterizedTest
    @ValueSource(strings = {FIRST, "plain.parquet"})
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void everyBrokenByteGivesSamplesOrAMessage(String resource) throws IOException {
        byte[] whole = Files.readAllBytes(copy(resource));
        Path file = folder.resolve("broken.parquet");
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 150; i++) {
            byte[] broken = whole.clone();
            broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            Files.write(file, broken);
            try (Samples samples = open(file, "label", Unreadable.SKIP)) {
                assertThat(samples.size()).isPresent();
            } catch (DataException e) {
                assertThat(e).hasMessageContaining(file.toString());
            }
        }
        assertNoThreads();
    }

    private static void assertNoThreads() {
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("hardwood"))
                .allSatisfy(thread ->
                        assertThat(thread.join(Duration.ofSeconds(30))).isTrue());
    }

    private Path copy(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(ParquetImagesTest.class.getResourceAsStream(resource))) {
            Files.copy(in, folder.resolve(resource));
        }
        return folder.resolve(resource);
    }

    private static Samples open(Path where, String labels, Unreadable unreadable) {
        return new ImageFolder(where, labels, new ImageSize(1), Resize.CROP, 3, "white", false, unreadable, 0).open(0);
    }
}
