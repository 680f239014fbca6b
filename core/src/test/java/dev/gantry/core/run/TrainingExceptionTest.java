package dev.gantry.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingExceptionTest {

    @TempDir
    private Path folder;

    @Test
    void aFileWhoseFolderIsMissingCannotBeWritten() {
        Path file = folder.resolve("missing/table.csv");
        IOException failure = catchThrowableOfType(IOException.class, () -> Files.writeString(file, "1"));

        assertThat(TrainingException.cannotWrite(file, failure))
                .hasMessage("cannot write " + file + ": its folder does not exist")
                .hasCause(failure);
    }

    @Test
    void anotherFileThatIsMissingIsNamed() {
        Path file = folder.resolve("table.csv");
        Path other = folder.resolve("other.csv");
        IOException failure = catchThrowableOfType(IOException.class, () -> Files.copy(other, file));

        assertThat(TrainingException.cannotWrite(file, failure))
                .hasMessage("cannot write " + file + ": " + other + " does not exist");
    }
}
