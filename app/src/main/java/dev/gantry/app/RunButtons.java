package dev.gantry.app;

import dev.gantry.report.LivePage;
import dev.gantry.runtime.TrainingRun;
import java.util.Optional;

/** The buttons of a page that is there before its run, without which they do nothing. */
final class RunButtons implements LivePage.Controls {

    private volatile Optional<TrainingRun> run = Optional.empty();

    void actOn(TrainingRun started) {
        run = Optional.of(started);
    }

    @Override
    public void stop() {
        run.ifPresent(TrainingRun::cancel);
    }

    @Override
    public void checkpoint() {
        run.ifPresent(TrainingRun::checkpoint);
    }
}
