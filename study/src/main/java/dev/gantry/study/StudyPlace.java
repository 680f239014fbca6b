package dev.gantry.study;

/** Where the runs of a study are trained. */
public abstract sealed class StudyPlace implements AutoCloseable permits Processes, Elsewhere {

    /** How many runs of a study are trained at once. */
    abstract int atOnce(Study study);

    /**
     * Trains a run from its checkpoint, if it has one that can be used, or else from its start; waits for its end. A checkpoint is kept
     * until there is something newer. It may be called by several threads at once.
     *
     * @throws dev.gantry.core.run.TrainingException if no run can be trained
     */
    abstract Ended train(StudyRun run, StudyFolder folder) throws InterruptedException;

    /** What becomes of runs under way that are told to stop, in a sentence that begins with them. */
    public abstract String whenStopped();

    /** Has runs under way end, and begins no more. */
    abstract void stop();

    @Override
    public abstract void close();
}
