package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import dev.gantry.core.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLogTest {

    private static final RunEnded FAILED = new RunEnded(new RunResult(
            Outcome.FAILED,
            0,
            Optional.empty(),
            Optional.of(new TrainingException("at step 0 the run failed", new OutOfMemoryError("no room")))));

    @TempDir
    private Path folder;

    private String logged(boolean started) throws IOException {
        Path file = folder.resolve("gantry.log");
        try (RunLog log = new RunLog(file, false)) {
            assertThat(file).doesNotExist();
            if (started) {
                log.on(new RunStarted("tiny", 0, 2, "here", Optional.of(folder)));
            }
            log.on(FAILED);
        }
        return Files.readString(file);
    }

    @Test
    void aRunThatFailsBeforeItStartsIsLogged() throws IOException {
        assertThat(logged(false)).contains("at step 0 the run failed", "OutOfMemoryError: no room");
    }

    @Test
    void whatAStartedRunFailsWithIsLoggedByTheRunItself() throws IOException {
        assertThat(logged(true)).isEmpty();
    }
}
