package dev.gantry.runtime.recipe;

import dev.gantry.core.component.Schedule;
import dev.gantry.runtime.component.Problem;

/**
 * A schedule, and where a recipe has it.
 *
 * @param block of the component that has the schedule
 * @param key of the schedule in that block
 */
public record Scheduled(String block, String key, Schedule schedule) {

    /** The key of the schedule in the recipe. */
    String path() {
        return block + "." + key;
    }

    /** What it threw where it was asked for a number. */
    public Problem failed(Recipe recipe, Throwable error) {
        return RecipeProblems.failed(recipe, this, error);
    }
}
