package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import dev.gantry.runtime.component.Problem;
import java.util.List;

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
        List<String> keys = ConfigUtil.splitPath(path + ".type");
        // What the recipe leaves out has no line of its own: then the block around it is named.
        for (int depth = keys.size(); depth > 0; depth--) {
            String place = ConfigUtil.joinPath(keys.subList(0, depth));
            if (effective.hasPath(place)) {
                Location location = Location.of(effective.getValue(place).origin());
                if (isWritten(location)) {
                    return new Problem(location.toString(), message);
                }
            }
        }
        return new Problem("recipe '" + recipe.name() + "'", message);
    }

    private static boolean isWritten(Location location) {
        return location.file().startsWith(Location.OVERRIDE)
                || (location.line() > 0 && !location.file().equals(RecipeText.REFERENCE));
    }
}
