package dev.gantry.core.scheme;

/** In which order the players move: what the programs of a step of training compute, and in which order they run. */
public interface Scheme {

    /** Whether it trains a critic; a recipe whose scheme does not has neither critic nor loss. */
    default boolean hasCritic() {
        return true;
    }

    /** Whether a step has as many updates of the critic as {@link StepRun#criticUpdates} says; where not, {@code n-critic} must be 1. */
    default boolean heedsCriticUpdates() {
        return false;
    }

    /**
     * Traces the programs of a step.
     *
     * <p>At least one updates the generator by a loss, the recipe's or one of the scheme's own.
     *
     * @throws IllegalArgumentException if the scheme does not go with the recipe's other parts; the message says with which
     */
    TrainingStep trace(Players players);

    /** A step of training: an update of the generator, and what comes with it. What it carries forward lies in its programs' variables. */
    @FunctionalInterface
    interface TrainingStep {

        /**
         * Runs the step's programs.
         *
         * @throws InterruptedException if the thread is interrupted while it waits for a batch
         */
        void run(StepRun run) throws InterruptedException;
    }
}
