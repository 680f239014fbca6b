package dev.gantry.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.run.TrainingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderBytesTest {

    @TempDir
    private Path folder;

    @Test
    void comesOutAsItWentIn() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from/samples")).getParent();
        Files.writeString(from.resolve("metrics.csv"), "step\n1\n");
        Files.write(from.resolve("samples/ä b.png"), new byte[] {1, 2, 3});
        Path to = folder.resolve("to");
        Files.writeString(Files.createDirectory(to).resolve("of an earlier run"), "");
        // What a driver left that was killed.
        Files.writeString(Files.createDirectory(folder.resolve("to.part")).resolve("half"), "");

        FolderBytes.unpack(FolderBytes.of(from), to);

        assertThat(to.resolve("metrics.csv")).hasContent("step\n1\n");
        assertThat(to.resolve("samples/ä b.png")).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(to).isDirectoryNotContaining("glob:**half").isDirectoryNotContaining("glob:**of an earlier run");
        assertThat(folder.resolve("to.part")).doesNotExist();
    }

    @Test
    void nothingIsWrittenBesideTheFolder() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("../beside"));
        }

        assertThatThrownBy(() -> FolderBytes.unpack(bytes.toByteArray(), folder.resolve("to")))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("../beside");
        assertThat(folder.resolve("beside")).doesNotExist();
    }
}
