package dev.gantry.core.recipe;

import com.typesafe.config.Config;

/**
 * Something wrong with a recipe or a plugin.
 *
 * @param location where: {@code recipes/mnist.conf: 3}, {@code --set batch-size=x}, or a plugin's JAR
 * @param message what is wrong, the rule, what was found and the cure
 */
public record Problem(String location, String message) {

    /**
     * A problem with what stands at a path of a recipe, found after the recipe was read.
     *
     * @param path for example {@code batch-size}, or the block of a component, such as {@code constraints.gradient-penalty}
     */
    public static Problem at(Recipe recipe, String path, String message) {
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

    @Override
    public String toString() {
        return location + ": " + message;
    }

    static String list(String what, Iterable<Problem> problems) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (Problem problem : problems) {
            text.append("\n  ").append(problem);
            count++;
        }
        return what + (count == 1 ? " 1 problem:" : " " + count + " problems:") + text;
    }
}
