package dev.gantry.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.study.Ended.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a study's page shows, and that nothing of its recipes is HTML. */
final class StudyPageTest {

    @TempDir
    private Path path;

    private final Setting setting = new Setting(1, new LinkedHashMap<>(Map.of("loss", "<script>alert(1)</script>")));
    private final Candidate candidate = new Candidate("gan", Path.of("gan.conf"), List.of(), List.of(setting));
    private final Study study = new Study(
            "odd",
            "a<b",
            Better.LOWER,
            List.of(1L, 2L, 3L, 4L, 5L),
            1,
            new Budget(Optional.empty(), Optional.empty()),
            List.of(candidate),
            List.of(),
            ConfigFactory.empty());
    private StudyFolder folder;

    @BeforeEach
    void open() {
        folder = StudyFolder.open(path, study);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private Path run(int seed) throws IOException {
        return Files.createDirectories(path.resolve("runs/gan-1-seed-" + seed));
    }

    private void finished(int seed, double value) throws IOException {
        Files.writeString(run(seed).resolve("metrics.csv"), "step,a<b\n10," + value + "\n");
        folder.add(new Ended("gan-1-seed-" + seed, End.FINISHED, 7, ""));
    }

    private String page() throws IOException {
        StudyReport.write(study, folder);
        return Files.readString(path.resolve("report.html"));
    }

    @Test
    void showsWhatThereIs() throws IOException {
        assertThat(page())
                .contains("<h1>Study odd</h1>", "0 of 5 runs have finished, and 0 failed", "left out")
                .doesNotContain("<img", "href=", "NaN");
        assertThat(path.resolve("study.png")).doesNotExist();

        finished(1, 1);
        finished(2, 2);
        finished(3, 3);
        Files.createFile(run(1).resolve("report.html"));
        folder.add(new Ended("gan-1-seed-4", End.FAILED, 1, "at step 3 it <i>failed</i>"));
        Files.writeString(
                run(2).resolve("gantry.log"),
                "2026-01-02 03:04:06,000 WARN  [gantry-training] dev.gantry.runtime.TrainingLoop: Unwise: <b>this</b>\n");

        // The mean is 2, the deviation 1, and Student's t for two degrees of freedom 4.3027: 2 -+ 4.3027 / sqrt(3).
        assertThat(page())
                .contains("3 of 5 runs have finished, and 1 failed", "<b>a&lt;b</b>, where lower is better")
                .contains("-0.4841 to 4.484")
                .contains("<img src=\"study.png\"")
                .contains("<a href=\"runs/gan-1-seed-1/report.html\">gan-1-seed-1</a>")
                .contains("<td class=\"name\">gan-1-seed-2</td>")
                .contains("<li>gan-1-seed-4: at step 3 it &lt;i&gt;failed&lt;/i&gt;</li>")
                .contains("<li>gan-1-seed-2: Unwise: &lt;b&gt;this&lt;/b&gt;</li>")
                .contains("loss = &lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script", "<i>", "<b>this", "href=\"http");
        assertThat(path.resolve("study.png")).isNotEmptyFile();
    }

    @Test
    void anIntervalTakesMoreThanOneRun() throws IOException {
        finished(1, 1);

        assertThat(page()).contains("<td class=\"name\">of one run</td>");
    }
}
