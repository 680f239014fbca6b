package dev.gantry.nd4j;

/** One step of a program, bound to its memory. Running it allocates nothing. */
@FunctionalInterface
interface Kernel {

    /** Of a step whose work another kernel does. */
    Kernel NOTHING = _ -> {};

    /**
     * @param step chooses random draws
     */
    void run(long step);
}
