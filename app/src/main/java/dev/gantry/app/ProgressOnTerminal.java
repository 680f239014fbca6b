package dev.gantry.app;

import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import dev.gantry.core.run.TrainingEvent.StepCompleted;
import dev.gantry.core.run.TrainingListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar with the rate, the time left, the losses, and the metric that was measured last with where it goes, in one line: what is
 * logged meanwhile stands above it.
 */
final class ProgressOnTerminal implements TrainingListener {

    /** Before a line that is to stand above the bar: to the beginning of the bar's line, which is cleared. */
    static final String ABOVE = "\r\u001b[K";

    private final ConsoleProgressBarConsumer terminal;
    private Optional<ProgressBar> bar = Optional.empty();
    private Optional<Metric> metric = Optional.empty();

    ProgressOnTerminal() {
        terminal = new ConsoleProgressBarConsumer(System.err);
    }

    /**
     * @param width in characters
     */
    ProgressOnTerminal(PrintStream terminal, int width) {
        this.terminal = new ConsoleProgressBarConsumer(terminal, width);
    }

    /** The value of a metric, and that before it. */
    private record Metric(String name, double value, Optional<Double> before) {

        @Override
        public String toString() {
            String trend = before.map(
                            earlier -> value < earlier ? " falling" : value > earlier ? " rising" : " as before")
                    .orElse("");
            return String.format(Locale.ROOT, " %s %.4g%s", name, value, trend);
        }
    }

    @Override
    public void on(TrainingEvent event) {
        switch (event) {
            case RunStarted started ->
                bar = Optional.of(new ProgressBarBuilder()
                        .setTaskName("")
                        .setInitialMax(started.steps())
                        .startsFrom(started.step(), Duration.ZERO)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .setConsumer(terminal)
                        .showSpeed()
                        .build());
            case StepCompleted step ->
                bar.ifPresent(shown -> shown.stepTo(step.step())
                        .setExtraMessage(
                                losses(step) + metric.map(Metric::toString).orElse("")));
            case MetricsMeasured measured ->
                metric = measured.values().entrySet().stream()
                        .filter(value -> ProgressLines.isMetric(value.getKey()))
                        .findFirst()
                        .map(value -> new Metric(value.getKey(), value.getValue(), earlier(value.getKey())))
                        .or(() -> metric);
            case RunEnded _ -> bar.ifPresent(ProgressBar::close);
            default -> {}
        }
    }

    private Optional<Double> earlier(String name) {
        return metric.filter(before -> before.name.equals(name)).map(Metric::value);
    }

    private static String losses(StepCompleted step) {
        String generator = String.format(Locale.ROOT, " generator %.3f", step.generatorLoss());
        return step.criticLoss().isPresent()
                ? String.format(Locale.ROOT, " critic %.3f", step.criticLoss().getAsDouble()) + generator
                : generator;
    }
}
