package dev.gantry.core.component;

/**
 * Where a run is when a step begins.
 *
 * @param step how many steps are done, each as its scheme has it: most update the generator once
 * @param steps of the whole run, at least 1
 * @param samples how many real samples the critic has seen, by the updates that the recipe wants of it
 * @param allSamples how many it will have seen at the end of the run, at least 1
 */
public record Progress(long step, long steps, long samples, long allSamples) {

    /** Before the first step. */
    public static final Progress START = new Progress(0, 1, 0, 1);
}
