package dev.gantry.engine.backend;

/**
 * Hears when the steps of programs ran. It is called while they run, by the thread that runs them: it should do little, and
 * where a session has several threads it may be called by several at once.
 */
@FunctionalInterface
public interface StepTimes {

    /**
     * A step ran.
     *
     * @param program its name in the plan
     * @param step the index in {@link dev.gantry.engine.plan.PlannedProgram#steps}
     * @param thread which of the threads that run steps side by side, counted from 0
     * @param begin by {@link System#nanoTime}
     * @param end by {@link System#nanoTime}
     */
    void ran(String program, int step, int thread, long begin, long end);
}
