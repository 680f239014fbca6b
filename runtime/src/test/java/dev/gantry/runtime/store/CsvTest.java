package dev.gantry.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

    @TempDir
    private Path folder;

    @Test
    void quotesWhatHasToBe() throws IOException {
        List<List<String>> rows =
                List.of(List.of("step", "a,b", "", "say \"x\"", "two\nlines"), List.of("1", " 0.5 ", "", "", "\u00e9"));
        Path file = folder.resolve("table.csv");

        Csv.write(file, rows);

        assertThat(Files.readString(file))
                .isEqualTo("step,\"a,b\",,\"say \"\"x\"\"\",\"two\nlines\"\n1, 0.5 ,,,\u00e9\n");
        assertThat(Csv.read(file)).isEqualTo(rows);
        assertThat(Csv.line(rows.get(1))).isEqualTo("1, 0.5 ,,,\u00e9\n");
    }

    /** As it is when the computer stops. */
    @Test
    void readsARowThatIsHalfWritten() throws IOException {
        Path file = folder.resolve("table.csv");
        Files.writeString(file, "run,end,message\r\na,failed,why\r\nb,failed,\"no");
        assertThat(Csv.read(file))
                .containsExactly(
                        List.of("run", "end", "message"), List.of("a", "failed", "why"), List.of("b", "failed", "no"));

        Files.writeString(file, "run,end,message\nb,fai");
        assertThat(Csv.read(file)).containsExactly(List.of("run", "end", "message"), List.of("b", "fai"));
    }

    @Test
    void saysWhatIsNoTable() throws IOException {
        Path file = folder.resolve("table.csv");
        Files.writeString(file, "x".repeat(17 << 20));

        assertThatThrownBy(() -> Csv.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " cannot be read as a table");
    }
}
