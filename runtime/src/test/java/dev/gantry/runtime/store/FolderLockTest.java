package dev.gantry.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.ClassPathTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir
    private Path folder;

    @Test
    void oneHandAtATime() throws IOException {
        assertThat(FolderLock.isLocked(folder)).isFalse();
        FolderLock held = FolderLock.tryLock(folder).orElseThrow();
        assertThat(FolderLock.isLocked(folder)).isTrue();
        assertThat(FolderLock.tryLock(folder.resolve("."))).isEmpty();

        held.close();

        assertThat(FolderLock.isLocked(folder)).isFalse();
        FolderLock.tryLock(folder).orElseThrow().close();
    }

    /** A system may give up all locks of a process on a file when it closes the file once. */
    @Test
    void askingDoesNotGiveUpTheLock() throws IOException, InterruptedException {
        FolderLock held = FolderLock.tryLock(folder).orElseThrow();
        assertThat(FolderLock.isLocked(folder)).isTrue();

        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        ClassPathTest.everything(),
                        Asking.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(other.inputReader().lines().toList()).contains("locked: true");
        assertThat(other.waitFor()).isZero();
        held.close();
    }

    /** Another process. */
    static final class Asking {

        private Asking() {}

        public static void main(String[] folder) throws IOException {
            System.out.println("locked: " + FolderLock.isLocked(Path.of(folder[0])));
        }
    }
}
