package dev.gantry.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import dev.gantry.core.run.TrainingEvent.StepCompleted;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class ProgressOnTerminalTest {

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final ProgressOnTerminal progress = new ProgressOnTerminal(new PrintStream(terminal, true, UTF_8), 200);

    private void measure(int step, double distance) {
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        values.put("seconds", 10.0);
        values.put("critic/loss", 0.5);
        values.put("samples-per-second", 100.0);
        values.put("distance", distance);
        progress.on(new MetricsMeasured(step, values));
        progress.on(new StepCompleted(step + 1, OptionalDouble.of(0.25), -1.5, 100));
    }

    /** The line as it is left. */
    private String last() {
        progress.on(new RunEnded(new RunResult(Outcome.FINISHED, 100, Optional.empty(), Optional.empty())));
        String shown = terminal.toString(UTF_8).stripTrailing();
        return shown.substring(shown.lastIndexOf('\r') + 1);
    }

    @Test
    void tellsLossesAndWhereTheNewestMetricGoes() {
        progress.on(new RunStarted("ring", 0, 100, "a device", Optional.empty()));
        measure(10, 3);
        measure(20, 2.5);

        assertThat(last()).contains("21/100", "critic 0.250 generator -1.500 distance 2.500 falling");
    }

    @Test
    void aFirstMetricGoesNowhereYet() {
        progress.on(new RunStarted("ring", 0, 100, "a device", Optional.empty()));
        measure(10, 3);

        assertThat(last()).contains("distance 3.000").doesNotContain("falling", "rising", "as before");
    }

    @Test
    void aMetricThatGrowsIsRising() {
        progress.on(new RunStarted("ring", 0, 100, "a device", Optional.empty()));
        measure(10, 3);
        measure(20, 4);

        assertThat(last()).contains("distance 4.000 rising");
    }
}
