package dev.gantry.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.study.Ended.End;
import dev.gantry.study.Result.Measured;
import dev.gantry.study.Result.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultTest {

    @TempDir
    private Path path;

    private final Candidate candidate =
            new Candidate("gan", Path.of("gan.conf"), List.of(), List.of(new Setting(1, new LinkedHashMap<>())));
    private final Study study = new Study(
            "study",
            "score",
            Better.HIGHER,
            List.of(1L),
            1,
            new Budget(Optional.empty(), Optional.empty()),
            List.of(candidate),
            List.of(),
            ConfigFactory.empty());

    @Test
    void theLastValueAndTheBestAreTaken() throws IOException {
        Result result = result("step,critic/loss,score\n2,0.5,3.0\n4,0.5,\n6,0.5,NaN\n8,0.5,5.0\n10,,4.0\n");

        assertThat(result.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(result.measured()).contains(new Measured(4, 5, 8));
    }

    @Test
    void aValueThatIsMissingAtTheEndIsNotReplacedByAnEarlierOne() throws IOException {
        Result result = result("step,score\n2,3.0\n4,\n");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.message()).isEqualTo("its metrics.csv has no finite 'score' at the end");
        assertThat(result.measured()).isEmpty();
    }

    private Result result(String table) throws IOException {
        try (StudyFolder folder = StudyFolder.open(path, study)) {
            StudyRun run = new StudyRun(candidate, candidate.settings().getFirst(), 1);
            Files.writeString(Files.createDirectories(folder.run(run)).resolve("metrics.csv"), table);
            folder.add(new Ended(run.name(), End.FINISHED, 1, ""));
            return Result.of(study, folder, run);
        }
    }
}
