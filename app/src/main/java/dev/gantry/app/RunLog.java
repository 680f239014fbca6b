package dev.gantry.app;

import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import dev.gantry.core.run.TrainingListener;
import java.nio.file.Path;
import java.util.Optional;

/** The log of a run, which hears the run from its start on, and its command until it is closed. */
final class RunLog implements TrainingListener, AutoCloseable {

    private final Path file;
    private final boolean verbose;
    private Optional<Logs> logs = Optional.empty();

    /**
     * @param file in the folder of the run, which need not be there yet
     */
    RunLog(Path file, boolean verbose) {
        this.file = file;
        this.verbose = verbose;
    }

    /** Opening again does nothing. */
    synchronized void open() {
        if (logs.isEmpty()) {
            logs = Optional.of(Logs.toFile(file, verbose));
        }
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof RunStarted) {
            open();
        }
    }

    @Override
    public synchronized void close() {
        logs.ifPresent(Logs::close);
    }
}
