package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OneNd4jBackendTest {

    private static final String BACKENDS = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    @Test
    void findsNoOtherBackend(@TempDir Path folder) throws IOException {
        Path cpu = Files.createDirectories(folder.resolve("cpu/META-INF/services"));
        Path cuda = Files.createDirectories(folder.resolve("cuda/META-INF/services"));
        Files.writeString(cpu.resolve("org.nd4j.linalg.factory.Nd4jBackend"), "# one\norg.example.CpuBackend\n");
        Files.writeString(cuda.resolve("org.nd4j.linalg.factory.Nd4jBackend"), "org.example.JCublasBackend");
        Files.writeString(cpu.resolve("another.Service"), "org.example.One");
        Files.writeString(cuda.resolve("another.Service"), "org.example.Other");
        URL[] both = {
            folder.resolve("cpu").toUri().toURL(),
            folder.resolve("cuda").toUri().toURL()
        };

        try (URLClassLoader parent = new URLClassLoader(both, null)) {
            assertThat(Collections.list(new OneNd4jBackend("CpuBackend", parent).getResources(BACKENDS)))
                    .containsExactly(parent.findResource(BACKENDS));
            assertThat(Collections.list(new OneNd4jBackend("JCublasBackend", parent).getResources(BACKENDS)))
                    .singleElement()
                    .asString()
                    .contains("/cuda/");
            assertThat(Collections.list(
                            new OneNd4jBackend("CpuBackend", parent).getResources("META-INF/services/another.Service")))
                    .hasSize(2);
        }
    }
}
