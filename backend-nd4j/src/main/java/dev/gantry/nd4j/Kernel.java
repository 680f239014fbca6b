package dev.gantry.nd4j;

import dev.gantry.engine.backend.StepTimes;

/** One step of a program, or several, bound to its memory. Running it allocates nothing. */
@FunctionalInterface
interface Kernel {

    /**
     * @param step chooses random draws
     */
    void run(long step);

    /** How many steps of the program this runs. */
    default int steps() {
        return 1;
    }

    /**
     * Runs, and tells when.
     *
     * @param first the index of the first of its steps
     */
    default void runTimed(String program, int first, long step, StepTimes times) {
        long begin = System.nanoTime();
        run(step);
        times.ran(program, first, 0, begin, System.nanoTime());
    }
}
