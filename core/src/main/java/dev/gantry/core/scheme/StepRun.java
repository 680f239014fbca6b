package dev.gantry.core.scheme;

/** What a step of training is given while it runs. */
public interface StepRun {

    /** How many steps are done before this one. */
    int step();

    /** How many updates of the critic the recipe wants before this step's update of the generator, at least 1; its warm-up included. */
    int criticUpdates();

    /**
     * Lets the programs that follow see the next batch of real samples.
     *
     * @throws InterruptedException if the thread is interrupted while it waits for the batch
     */
    void nextBatch() throws InterruptedException;

    /** The number of the latest batch, counted from 0 over the whole training. */
    long batch();

    /**
     * Runs a program. One that updates the critic applies the constraints that are due in the update of this number.
     *
     * @param number its random draws are those of this number, so two runs of a program must not have the same
     */
    void play(Program program, long number);
}
