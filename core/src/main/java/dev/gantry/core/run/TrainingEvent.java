package dev.gantry.core.run;

import dev.gantry.core.tensor.Shape;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/**
 * What happens in a run, in the order it happens. A step is one of the scheme: in most, an update of the generator and those of the
 * critic before it. Later versions of Gantry may add events, and nobody else: a {@code switch} over them needs a {@code default}.
 */
public sealed interface TrainingEvent {

    /** How many steps are done. */
    int step();

    /**
     * The first event of a run.
     *
     * @param step 0, or the checkpoint's step where the run is resumed
     * @param steps the step at which the run is done
     * @param device the backend's description
     * @param folder the run folder, if there is one
     */
    record RunStarted(String name, int step, int steps, String device, Optional<Path> folder)
            implements TrainingEvent {}

    /**
     * @param criticLoss of the step's last critic update, penalties included; empty where there is no critic
     * @param generatorLoss penalties included
     * @param samplesPerSecond real samples used, since the last logged step
     */
    record StepCompleted(int step, OptionalDouble criticLoss, double generatorLoss, double samplesPerSecond)
            implements TrainingEvent {}

    /**
     * One row of {@code metrics.csv}: at every logged step each term of both losses, such as {@code critic/loss} and
     * {@code critic/gradient-penalty}, and where they are due the recipe's metrics, such as
     * {@code sliced-wasserstein}.
     */
    record MetricsMeasured(int step, SequencedMap<String, Double> values) implements TrainingEvent {

        public MetricsMeasured {
            values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
        }
    }

    /**
     * Samples of the generator, from the same latent vectors every time.
     *
     * @param shape {@code [count, ...sample]}
     * @param samples in row-major order; each call gives a copy of its own
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of values are not boxed; nobody else has the array
    record SamplesDrawn(int step, Shape shape, float[] samples) implements TrainingEvent {

        public SamplesDrawn {
            samples = samples.clone();
        }

        @Override
        public float[] samples() {
            return samples.clone();
        }
    }

    /**
     * The run should be looked at. Each {@link Concern} but {@link Concern#UNWISE}, of which a run may have several at its start, is
     * told once.
     *
     * @param message what is seen, since when, and what probably cures it, in a sentence without its full stop
     */
    record Warned(int step, Concern concern, String message) implements TrainingEvent {}

    /**
     * What the critic thinks of real samples, the same every time, and of generated ones, after {@link SamplesDrawn}: told where the
     * recipe has {@code log.tensorboard}, a critic, and no conditions.
     *
     * @param real scores, as the critic gives them; each call gives a copy
     * @param generated scores; each call gives a copy
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody else has the arrays
    record SamplesScored(int step, float[] real, float[] generated) implements TrainingEvent {

        public SamplesScored {
            real = real.clone();
            generated = generated.clone();
        }

        @Override
        public float[] real() {
            return real.clone();
        }

        @Override
        public float[] generated() {
            return generated.clone();
        }
    }

    record CheckpointWritten(int step, Path file) implements TrainingEvent {}

    /** The last event of a run, whatever its outcome. */
    record RunEnded(RunResult result) implements TrainingEvent {

        @Override
        public int step() {
            return result.step();
        }
    }
}
