package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class ProgressLinesTest {

    @Test
    void tellsLossesRateTimeLeftAndMetrics() {
        StringWriter out = new StringWriter();
        ProgressLines lines = new ProgressLines(new PrintWriter(out));
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        values.put("critic/loss", 0.25);
        values.put("critic/gradient-norm", 7.0);
        values.put("generator/loss", -1.5);
        values.put("samples-per-second", 12345.6);
        values.put("modes-covered", 8.0);

        lines.on(new RunStarted("ring", 50, 100, "a device", Optional.empty()));
        lines.on(new MetricsMeasured(100, values));

        assertThat(out)
                .hasToString(
                        "step 100/100  critic 0.2500  generator -1.5000  12,346 samples/s  0:00 left  modes-covered 8.000"
                                + System.lineSeparator());
    }
}
