package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.Samples;
import dev.gantry.data.IdxFiles;
import dev.gantry.data.ImageFolder;
import dev.gantry.data.ImageFolder.Resize;
import dev.gantry.data.ImageFolder.Unreadable;
import dev.gantry.data.ImageSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of data give samples, or say what is wrong with them. */
final class DataFuzzTest {

    private static final int MOST_READ = 100;

    @TempDir
    private Path folder;

    @Test
    void idxImages() throws IOException {
        byte[] images = Pictures.idx(3, 4, 5);
        byte[] channels = Pictures.idx(2, 3, 4, 4);
        breakAll(
                "images.idx",
                List.of(images, channels, Pictures.gzip(images), Pictures.gzip(channels)),
                file -> new IdxFiles(file, Optional.empty()));
    }

    @Test
    void idxLabels() throws IOException {
        Path images = Files.write(folder.resolve("right"), Pictures.idx(3, 4, 5));
        byte[] labels = Pictures.idx(3);
        breakAll("labels.idx", List.of(labels, Pictures.gzip(labels)), file -> new IdxFiles(images, Optional.of(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp", "jpg", "tiff", "webp"})
    void images(String format) throws IOException {
        List<byte[]> pictures = Pictures.of(format);
        breakAll(
                "picture." + format,
                pictures,
                file -> new ImageFolder(
                        file.getParent(),
                        "none",
                        new ImageSize(8),
                        Resize.CROP,
                        3,
                        "white",
                        false,
                        Unreadable.FAIL,
                        0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"labels.csv", "dataset.json"})
    void labelsOfImages(String name) throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.write(images.resolve("a.png"), Pictures.of("png").getFirst());
        Files.write(images.resolve("b.png"), Pictures.of("png").getLast());
        // Of what is broken, some is in words that may be any.
        String words = "as good as any other ".repeat(9).strip();
        Stream<String> texts = name.endsWith(".csv")
                ? Stream.of(
                        "name,class\na.png,1\n\"b.png\"," + words + "\n", words + ",class\r\nb.png,1\r\na.png,2\r\n")
                : Stream.of(
                        "{\"labels\": [[\"a.png\", 1], [\"b.png\", \"" + words + "\"]]}",
                        "{\"about\": \"" + words + "\", \"labels\": {\"a.png\": 1, \"b.png\": 2}}");
        List<byte[]> valid =
                texts.map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        breakAll(
                name,
                valid,
                file -> new ImageFolder(
                        images, file.toString(), new ImageSize(8), Resize.CROP, 3, "white", false, Unreadable.FAIL, 0));
    }

    private void breakAll(String name, List<byte[]> valid, Function<Path, DataSource> source) throws IOException {
        Path file = Files.createDirectory(folder.resolve("broken")).resolve(name);
        Fuzz.with(
                name,
                draw -> Bytes.broken(
                        valid.get(draw.between(0, valid.size() - 1)),
                        valid.get(draw.between(0, valid.size() - 1)),
                        draw),
                mutant -> read(source.apply(Files.write(file, mutant))),
                List.of(DataException.class),
                message -> {
                    message.lines().forEach(Fuzz::requireWords);
                    assertThat(message).contains(file.toString()).doesNotContainPattern("\\bnull\\b");
                });
    }

    private static void read(DataSource source) {
        try (Samples samples = source.open(0)) {
            float[] target = new float[(int) samples.shape().size()];
            for (long i = 0; i < Math.min(samples.size().orElseThrow(), MOST_READ); i++) {
                samples.read(i, target, 0);
            }
        }
    }
}
