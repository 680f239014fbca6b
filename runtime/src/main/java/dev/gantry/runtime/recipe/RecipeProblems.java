package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import dev.gantry.runtime.component.Problem;

/** Problems that show only when a recipe's parts are put together, at the place in the recipe that names the part. */
public final class RecipeProblems {

    private RecipeProblems() {}

    /**
     * A problem found after the recipe was read.
     *
     * @param block a path in the recipe, such as {@code constraints.gradient-penalty}
     */
    public static Problem at(Recipe recipe, String block, String message) {
        Config effective = recipe.effective();
        String type = effective.hasPath(block + ".type") ? " '" + effective.getString(block + ".type") + "'" : "";
        return located(recipe, block, block + type + " " + message);
    }

    private static Problem located(Recipe recipe, String path, String message) {
        Config effective = recipe.effective();
        String place = path + ".type";
        // A block with defaults laid under it has no line of its own: then the block around it is named.
        while (!place.isEmpty()) {
            if (effective.hasPath(place)) {
                Location location = Location.of(effective.getValue(place).origin());
                if (location.line() > 0 || location.file().startsWith(Location.OVERRIDE)) {
                    return new Problem(location.toString(), message);
                }
            }
            place = place.substring(0, Math.max(0, place.lastIndexOf('.')));
        }
        return new Problem("recipe '" + recipe.name() + "'", message);
    }
}
