package dev.gantry.app;

import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import dev.gantry.core.run.TrainingEvent.StepCompleted;
import dev.gantry.core.run.TrainingListener;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with the rate, the time left and the losses, on 80 columns. */
final class ProgressOnTerminal implements TrainingListener {

    private Optional<ProgressBar> bar = Optional.empty();

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
                        .showSpeed()
                        .build());
            case StepCompleted step ->
                bar.ifPresent(shown -> shown.stepTo(step.step()).setExtraMessage(losses(step)));
            case RunEnded _ -> bar.ifPresent(ProgressBar::close);
            default -> {}
        }
    }

    private static String losses(StepCompleted step) {
        String generator = String.format(Locale.ROOT, " generator %.3f", step.generatorLoss());
        return step.criticLoss().isPresent()
                ? String.format(Locale.ROOT, " critic %.3f", step.criticLoss().getAsDouble()) + generator
                : generator;
    }
}
