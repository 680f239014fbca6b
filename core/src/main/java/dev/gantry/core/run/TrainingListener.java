package dev.gantry.core.run;

/**
 * Sees what happens in a run. It is called on the training thread, which waits for it; what it throws does not harm the run: the
 * first time it is logged, and then counted. One that keeps a run that is being closed is interrupted after 10 seconds.
 */
@FunctionalInterface
public interface TrainingListener {

    void on(TrainingEvent event);
}
