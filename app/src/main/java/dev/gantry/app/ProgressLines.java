package dev.gantry.app;

import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import dev.gantry.core.run.TrainingListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** A line for each row of {@code metrics.csv}: the losses, the rate, the time left, and the recipe's metrics. */
final class ProgressLines implements TrainingListener {

    private static final Set<String> TIMES = Set.of("seconds", "samples-per-second");

    private final PrintWriter out;
    private int firstStep;
    private int steps;
    private long startedAt;

    ProgressLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void on(TrainingEvent event) {
        switch (event) {
            case RunStarted started -> {
                firstStep = started.step();
                steps = started.steps();
                startedAt = System.nanoTime();
            }
            case MetricsMeasured measured -> {
                out.println(line(measured));
                out.flush();
            }
            default -> {}
        }
    }

    private String line(MetricsMeasured measured) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "step %d/%d", measured.step(), steps));
        measured.values().forEach((name, value) -> {
            switch (name) {
                case "critic/loss" -> append(line, "critic %.4f", value);
                case "generator/loss" -> append(line, "generator %.4f", value);
                case "samples-per-second" -> {
                    append(line, "%,.0f samples/s", value);
                    append(line, "%s left", clock(left(measured.step())));
                }
                default -> {
                    if (isMetric(name)) {
                        append(line, name + " %.4g", value);
                    }
                }
            }
        });
        return line.toString();
    }

    /** Whether a column is measured of samples, and neither a term of a loss nor a time. */
    static boolean isMetric(String column) {
        return !column.contains("/") && !TIMES.contains(column);
    }

    private static void append(StringBuilder line, String format, Object value) {
        line.append("  ").append(String.format(Locale.ROOT, format, value));
    }

    private Duration left(int step) {
        long elapsed = System.nanoTime() - startedAt;
        return Duration.ofNanos((long) ((double) elapsed / (step - firstStep) * (steps - step)));
    }

    private static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
