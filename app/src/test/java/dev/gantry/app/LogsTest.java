package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogsTest {

    @TempDir
    private Path folder;

    @Test
    void whatAClusterTellsIsInTheLogOfTheRunAlone() throws IOException, InterruptedException {
        Path errors = folder.resolve("errors.txt");
        Path run = folder.resolve("run");
        Process process = GantryProcesses.start(
                errors,
                "train",
                Installation.current().home().resolve("recipes/ring-gan.conf"),
                "--out",
                run,
                "--on",
                "waiting",
                "--set",
                "workers.count=2",
                "--set",
                "backend.device=reference");
        process.getInputStream().readAllBytes();

        assertThat(process.waitFor())
                .as("beside the errors '%s'", Files.readString(errors))
                .isEqualTo(1);
        assertThat(errors)
                .content()
                .contains("gantry: warn: news of a plugin", "gantry: there are no workers")
                .doesNotContain("chatter");
        assertThat(run.resolve("gantry.log"))
                .content()
                .contains("Cluster: chatter of a cluster", "Plugin: news of a plugin");
    }
}
