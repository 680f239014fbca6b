package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import dev.gantry.core.run.Concern;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent.CheckpointWritten;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import dev.gantry.core.run.TrainingEvent.Warned;
import dev.gantry.core.run.TrainingException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class ProgressJsonTest {

    @Test
    void tellsEachEventInALineOfItsOwn() {
        StringWriter out = new StringWriter();
        ProgressJson progress = new ProgressJson(new PrintWriter(out));
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        values.put("critic/loss", 0.25);
        values.put("distance", Double.NaN);

        progress.on(new RunStarted("a \"ring\"", 50, 100, "a device", Optional.of(Path.of("runs/a"))));
        progress.on(new MetricsMeasured(60, values));
        progress.on(new Warned(60, Concern.CRITIC_WON, "the critic has won"));
        progress.on(new CheckpointWritten(60, Path.of("checkpoint")));
        progress.on(new RunEnded(new RunResult(
                Outcome.FAILED,
                61,
                Optional.of(Path.of("checkpoint")),
                Optional.of(new TrainingException("no\nroom")))));

        List<Config> lines =
                out.toString().lines().map(ProgressJsonTest::parsed).toList();
        assertThat(lines)
                .extracting(line -> line.getString("event") + " " + line.getInt("step"))
                .containsExactly("started 50", "measured 60", "warned 60", "checkpoint 60", "ended 61");
        assertThat(lines.getFirst().getString("name")).isEqualTo("a \"ring\"");
        assertThat(lines.getFirst().getInt("steps")).isEqualTo(100);
        assertThat(lines.get(1).getDouble("values.\"critic/loss\"")).isEqualTo(0.25);
        assertThat(lines.get(1).getIsNull("values.distance")).isTrue();
        assertThat(lines.get(2).getString("concern")).isEqualTo("critic-won");
        assertThat(lines.get(2).getString("message")).isEqualTo("the critic has won");
        assertThat(lines.getLast().getString("outcome")).isEqualTo("failed");
        assertThat(lines.getLast().getString("failure")).isEqualTo("no\nroom");
    }

    private static Config parsed(String line) {
        return ConfigFactory.parseString(line, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }
}
