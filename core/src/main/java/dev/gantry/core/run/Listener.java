package dev.gantry.core.run;

/**
 * What a recipe names in its block {@code listeners}: settings, of which each run opens something that hears it. A listener
 * decides nothing of what is computed, so that a run can go on, and its generator be loaded, where the plugin is missing.
 */
@FunctionalInterface
public interface Listener {

    /**
     * Opens what hears one run, before anything of the run is written; what throws here is an error at the recipe's line, and
     * nothing is trained. One that is {@link AutoCloseable} is closed once {@link TrainingEvent.RunEnded} is told, or where the
     * run cannot start.
     */
    TrainingListener open();
}
