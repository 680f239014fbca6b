package dev.gantry.runtime.run;

/**
 * Sees what happens in a run. It is called on the training thread, which waits for it; what it throws is logged and does
 * not harm the run.
 */
@FunctionalInterface
public interface TrainingListener {

    void on(TrainingEvent event);
}
