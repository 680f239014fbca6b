package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.store.Checkpoints;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class ClassPathTest {

    /** A class path with what this test runs with, tests included. */
    public static String everything() {
        return Stream.of(
                        Path.of("target", "classes").toString(),
                        Path.of("target", "test-classes").toString(),
                        System.getProperty("java.class.path", ""),
                        System.getProperty("jdk.module.path", ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void trainsInAnApplicationWithoutModules(@TempDir Path temporary) throws IOException, InterruptedException {
        Path output = temporary.resolve("output");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        everything(),
                        ClassPathApplication.class.getName(),
                        temporary.resolve("run").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();

        assertThat(exit).as(Files.readString(output)).isZero();
        assertThat(Checkpoints.find(temporary.resolve("run")).checkpoint().step())
                .isEqualTo(12);
    }
}
