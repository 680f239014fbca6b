package dev.gantry.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTableTest {

    private Path file = Path.of("");

    @BeforeEach
    void file(@TempDir Path folder) {
        file = folder.resolve("metrics.csv");
    }

    @Test
    void growsByRowsAndColumns() throws IOException {
        MetricsTable table = MetricsTable.create(file);
        table.append(1, values("loss", 0.5, "rate", 100));
        table.append(2, values("modes", 8));
        table.append(3, values("rate", 90, "loss", -0.25, "modes", 7));

        assertThat(file).hasContent("""
                        step,loss,rate,modes
                        1,0.5,100.0,
                        2,,,8.0
                        3,-0.25,90.0,7.0
                        """);
    }

    @Test
    void cutsWhatCameAfterTheCheckpoint() throws IOException {
        MetricsTable table = MetricsTable.create(file);
        for (int step = 1; step <= 5; step++) {
            table.append(step, values("loss", step));
        }
        Files.writeString(file, "6", StandardOpenOption.APPEND);

        MetricsTable resumed = MetricsTable.resume(file, 3);
        resumed.append(4, values("loss", 40));

        assertThat(file).hasContent("""
                        step,loss
                        1,1.0
                        2,2.0
                        3,3.0
                        4,40.0
                        """);
    }

    @Test
    void takesNamesThatNeedQuotesAndDropsRowsThatHaveNoStep() throws IOException {
        MetricsTable table = MetricsTable.create(file);
        table.append(1, values("of \"a\", b", 0.5));
        Files.writeString(file, "\0\0,1.0\n", StandardOpenOption.APPEND);

        MetricsTable.resume(file, 3).append(2, values("of \"a\", b", 2, "c", 3));

        assertThat(file).hasContent("""
                        step,"of ""a"", b",c
                        1,0.5,
                        2,2.0,3.0
                        """);
    }

    @Test
    void beginsAnewWhereTheFileIsGone() throws IOException {
        MetricsTable.resume(file, 3).append(4, values("loss", 1));

        assertThat(file).hasContent("step,loss\n4,1.0\n");
    }

    private static SequencedMap<String, Double> values(Object... pairs) {
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], ((Number) pairs[i + 1]).doubleValue());
        }
        return values;
    }
}
