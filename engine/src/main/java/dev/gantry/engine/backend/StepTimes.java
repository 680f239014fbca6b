package dev.gantry.engine.backend;

/**
 * Hears when the steps of programs ran. It is called while they run, by the thread of the lane: it should do little, and where a
 * session has several lanes it may be called by several threads at once.
 */
@FunctionalInterface
public interface StepTimes {

    /**
     * A step ran.
     *
     * @param program its name in the plan
     * @param step the index in {@link dev.gantry.engine.plan.PlannedProgram#steps}
     * @param lane which of the threads that run steps side by side, counted from 0
     * @param begin by {@link System#nanoTime}
     * @param end by {@link System#nanoTime}
     */
    void ran(String program, int step, int lane, long begin, long end);
}
