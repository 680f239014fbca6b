package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.component.Reason;
import java.util.List;
import java.util.Optional;

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

    /** What the component in a block threw that is no refusal of its surroundings, with the JAR that it is from. */
    public static Problem failed(Recipe recipe, String block, Throwable error) {
        return at(recipe, block, "of " + jar(recipe, block) + " failed: " + Reason.of(error));
    }

    /** A block's component, its JAR and its place, to end a message with: {@code data 'numbers' of acme.jar, ring.conf: 3}. */
    public static String whose(Recipe recipe, String block) {
        Problem problem = at(recipe, block, "of " + jar(recipe, block));
        return problem.message() + ", " + problem.location();
    }

    private static String jar(Recipe recipe, String block) {
        return component(recipe, block)
                .map(component -> Components.Origin.of(component.getClass()).place())
                .orElse("the application");
    }

    private static Optional<?> component(Recipe recipe, String block) {
        String name = block.substring(block.indexOf('.') + 1);
        return switch (block.replaceFirst("\\..*", "")) {
            case "data" -> Optional.of(recipe.data());
            case "generator" -> Optional.of(recipe.generator());
            case "prior" -> Optional.of(recipe.prior());
            case "critic" -> recipe.critic();
            case "loss" -> recipe.loss();
            case "scheme" -> Optional.of(recipe.scheme());
            case "conditions" -> Optional.ofNullable(recipe.conditions().get(name));
            case "constraints" ->
                Optional.ofNullable(recipe.constraints().get(name)).map(Recipe.AppliedConstraint::constraint);
            case "regularizers" -> Optional.ofNullable(recipe.regularizers().get(name));
            case "metrics" -> Optional.ofNullable(recipe.metrics().get(name)).map(Recipe.MeasuredMetric::metric);
            case "optimizer" ->
                Optional.of(
                        (name.equals("critic") ? recipe.criticOptimizer() : recipe.generatorOptimizer()).optimizer());
            default -> Optional.empty();
        };
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
        return new Problem("recipe '" + recipe.settings().name() + "'", message);
    }

    private static boolean isWritten(Location location) {
        return location.file().startsWith(Location.OVERRIDE)
                || (location.line() > 0 && !location.file().equals(RecipeText.REFERENCE));
    }
}
