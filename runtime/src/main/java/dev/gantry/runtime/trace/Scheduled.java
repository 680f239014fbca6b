package dev.gantry.runtime.trace;

import dev.gantry.core.component.Schedule;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeProblems;

/**
 * A schedule, and where a recipe has it.
 *
 * @param block of the component that has the schedule
 * @param key of the schedule in that block
 */
public record Scheduled(String block, String key, Schedule schedule) {

    /** What it threw where it was asked for a number. */
    public Problem failed(Recipe recipe, Throwable error) {
        return RecipeProblems.failed(recipe, block, key, schedule, error);
    }
}
