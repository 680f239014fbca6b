package dev.gantry.core.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param step how many steps are done
 * @param checkpoint the newest good one, if the run has a folder
 * @param failure why the run failed; empty unless it did
 */
public record RunResult(Outcome outcome, int step, Optional<Path> checkpoint, Optional<TrainingException> failure) {

    public enum Outcome {
        FINISHED,
        CANCELLED,
        FAILED
    }
}
