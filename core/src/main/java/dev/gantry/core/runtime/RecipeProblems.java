package dev.gantry.core.runtime;

import com.typesafe.config.Config;
import dev.gantry.core.recipe.Problem;
import dev.gantry.core.recipe.Recipe;

/** Problems that show only when a recipe's parts are put together, at the place in the recipe that names the part. */
final class RecipeProblems {

    private RecipeProblems() {}

    /**
     * @param block a path in the recipe, such as {@code constraints.gradient-penalty}
     */
    static Problem at(Recipe recipe, String block, String message) {
        Config effective = recipe.effective();
        String type = effective.hasPath(block + ".type") ? " '" + effective.getString(block + ".type") + "'" : "";
        return Problem.at(recipe, block, block + type + " " + message);
    }
}
