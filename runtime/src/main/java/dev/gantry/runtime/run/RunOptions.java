package dev.gantry.runtime.run;

import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.engine.backend.StepTimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a plan is to be run.
 *
 * @param folder where recipe, provenance, metrics and checkpoints are kept; nothing is written where it is empty
 * @param resumeFrom a run folder, whose newest checkpoint is taken, or one checkpoint
 * @param generatorFrom a run folder, whose newest checkpoint is taken, or one checkpoint: a new run begins with that generator,
 *     its average and its networks' state; critic, optimizers and steps begin as in any run
 * @param sampleCount how many samples each {@link TrainingEvent.SamplesDrawn} has, at least 1
 * @param listeners called in this order, before those of the recipe; they stay the caller's to close
 * @param stepTimes hears when each step of the plan's programs ran, where the device can tell
 * @param workplace where the workers of a recipe compute that has several; it stays the caller's to close. Empty for this JVM, where
 *     they take turns
 */
public record RunOptions(
        Optional<Path> folder,
        Optional<Path> resumeFrom,
        Optional<Path> generatorFrom,
        int sampleCount,
        List<TrainingListener> listeners,
        Optional<StepTimes> stepTimes,
        Optional<Workplace> workplace) {

    public RunOptions {
        if (resumeFrom.isPresent() && generatorFrom.isPresent()) {
            throw new IllegalArgumentException("a run that goes on has a generator; leave out that of "
                    + generatorFrom.get() + ", or begin a new run");
        }
        if (sampleCount < 1) {
            throw new IllegalArgumentException("a run must draw at least 1 sample at a time, found " + sampleCount);
        }
        listeners = List.copyOf(listeners);
    }

    private RunOptions(Optional<Path> folder, Optional<Path> resumeFrom) {
        this(folder, resumeFrom, Optional.empty(), 64, List.of(), Optional.empty(), Optional.empty());
    }

    /** A run that keeps nothing but its result. */
    public static RunOptions inMemory() {
        return new RunOptions(Optional.empty(), Optional.empty());
    }

    /** A new run, kept in a folder that holds no other. */
    public static RunOptions into(Path folder) {
        return new RunOptions(Optional.of(folder), Optional.empty());
    }

    /**
     * A run continued in its folder: from the newest checkpoint, or from an older one, and what came after it is cut.
     *
     * @param path the run folder, or one of the checkpoints in it
     */
    public static RunOptions resume(Path path) {
        return new RunOptions(Optional.of(CheckpointName.runFolder(path)), Optional.of(path));
    }

    /**
     * A new run that begins with another one's generator.
     *
     * @param path the other run's folder, whose newest checkpoint is taken, or one checkpoint
     */
    public RunOptions withGeneratorFrom(Path path) {
        return new RunOptions(folder, resumeFrom, Optional.of(path), sampleCount, listeners, stepTimes, workplace);
    }

    public RunOptions with(TrainingListener listener) {
        List<TrainingListener> all = new ArrayList<>(listeners);
        all.add(listener);
        return new RunOptions(folder, resumeFrom, generatorFrom, sampleCount, all, stepTimes, workplace);
    }

    public RunOptions withSampleCount(int count) {
        return new RunOptions(folder, resumeFrom, generatorFrom, count, listeners, stepTimes, workplace);
    }

    public RunOptions timedBy(StepTimes times) {
        return new RunOptions(folder, resumeFrom, generatorFrom, sampleCount, listeners, Optional.of(times), workplace);
    }

    /** The same, with workers that compute elsewhere. */
    public RunOptions on(Workplace place) {
        return new RunOptions(folder, resumeFrom, generatorFrom, sampleCount, listeners, stepTimes, Optional.of(place));
    }
}
