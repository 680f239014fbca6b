package dev.gantry.app;

import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import dev.gantry.core.run.TrainingListener;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The log of a run, which hears the run from its start on, and its command until it is closed. */
final class RunLog implements TrainingListener, AutoCloseable {

    private static final Logger LOG = LogManager.getLogger(RunLog.class);

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

    /** A run that fails before it starts is logged by its end: what was logged of it until then had no file. */
    @Override
    public synchronized void on(TrainingEvent event) {
        if (logs.isPresent()) {
            return;
        }
        switch (event) {
            case RunStarted _ -> logs = Optional.of(Logs.toFile(file, verbose));
            case RunEnded ended -> {
                logs = Optional.of(Logs.toFile(file, verbose));
                ended.result().failure().ifPresent(failure -> LOG.error("The run did not start", failure));
            }
            default -> {}
        }
    }

    @Override
    public synchronized void close() {
        logs.ifPresent(Logs::close);
    }
}
