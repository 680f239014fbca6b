package dev.gantry.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class FoldersTest {

    @TempDir
    private Path folder;

    @Test
    void areDeletedWithAllThatIsInThem() throws IOException {
        Path kept = Files.createFile(folder.resolve("kept"));
        Path gone = folder.resolve("gone");
        Files.createFile(Files.createDirectories(gone.resolve("a/b")).resolve("c"));
        Files.createFile(gone.resolve("a.txt"));

        Folders.delete(gone);
        Folders.delete(gone);

        assertThat(folder).isDirectoryContaining(kept::equals);
        assertThat(gone).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void whatLinksLeadToStays() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path precious = Files.createFile(other.resolve("precious"));
        Path gone = Files.createDirectory(folder.resolve("gone"));
        Files.createSymbolicLink(gone.resolve("link"), other);

        Folders.delete(gone);

        assertThat(gone).doesNotExist();
        assertThat(precious).exists();
    }
}
