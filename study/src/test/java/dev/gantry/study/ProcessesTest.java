package dev.gantry.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class ProcessesTest {

    /** Says something when it is ready, and when it is told to end. */
    private static final String PROGRAM = """
            void main() throws InterruptedException {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.err.println("ends")));
                System.err.println("ready");
                Thread.currentThread().join();
            }
            """;

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the JVM is ended there without being told")
    void whatAProcessSaysAtItsEndCanBeRead() throws IOException, InterruptedException {
        Path program = Files.writeString(folder.resolve("Lingering.java"), PROGRAM);
        String java = ProcessHandle.current().info().command().orElse("java");
        Process process = new ProcessBuilder(java, program.toString()).start();
        try (BufferedReader errors = process.errorReader()) {
            assertThat(errors.readLine()).isEqualTo("ready");
            Processes.end(process);
            assertThat(errors.readLine()).isEqualTo("ends");
        }
        process.waitFor();
    }
}
