package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Cautious;
import dev.gantry.core.spi.SampleMixing;
import dev.gantry.core.spi.Surroundings;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.component.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Problems that show only when a recipe's parts are put together, at the place in the recipe that names the part. */
public final class RecipeProblems {

    /** Learning rates that are looked at, evenly over the steps. */
    private static final int MOST_RATES = 1000;

    /** How {@link dev.gantry.core.component.Require} begins what it says of a key. */
    private static final Pattern OF_KEY = Pattern.compile("'([a-z][a-z0-9-]*)' must be ");

    /** The origin that Typesafe Config gives a text without a name, such as a component's defaults. */
    private static final String UNNAMED = "String";

    private RecipeProblems() {}

    /**
     * A problem found after the recipe was read.
     *
     * @param block a path in the recipe, such as {@code constraints.gradient-penalty}
     * @param message on the block, or on one of its keys if it begins as {@code 'lambda' must be}
     */
    public static Problem at(Recipe recipe, String block, String message) {
        Matcher ofKey = OF_KEY.matcher(message);
        if (ofKey.lookingAt()) {
            return located(
                    recipe, block + "." + ofKey.group(1), Problems.shown("'" + block + "." + message.substring(1)));
        }
        Config effective = recipe.effective();
        String type = effective.hasPath(block + ".type") ? " '" + effective.getString(block + ".type") + "'" : "";
        return located(recipe, block, Problems.shown(block + type + " " + message));
    }

    /** What the component in a block refuses: an {@link IllegalArgumentException} that says why. Without words it failed. */
    public static Problem refused(Recipe recipe, String block, IllegalArgumentException refusal) {
        String message = refusal.getMessage();
        return message == null || message.isBlank()
                ? failed(recipe, block, refusal)
                : at(recipe, block, message).because(refusal);
    }

    /** What the component in a block threw that is no refusal of its surroundings, with the JAR that it is from. */
    public static Problem failed(Recipe recipe, String block, Throwable error) {
        return at(recipe, block, "of " + jar(recipe, block) + " failed: " + Reason.of(error))
                .because(error);
    }

    /** What a schedule threw: a number out of the range of its key, or else with the JAR that the schedule is from. */
    static Problem failed(Recipe recipe, Scheduled scheduled, Throwable error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof IllegalArgumentException && OF_KEY.matcher(message).lookingAt()) {
            return at(recipe, scheduled.block(), message).because(error);
        }
        String jar = Components.Origin.of(
                        Schedule.unchecked(scheduled.schedule()).getClass())
                .place();
        return at(recipe, scheduled.path(), "of " + jar + " failed: " + Reason.of(error))
                .because(error);
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

    /**
     * What components say of themselves and of each other that is no mistake, and yet unwise. Where a learning rate fails that they
     * would be told of, it is told alone.
     */
    public static List<Problem> unwise(Recipe recipe) {
        List<Problem> unwise = new ArrayList<>();
        Optional<Surroundings.Pace> generators =
                pace(recipe, "optimizer.generator", recipe.generatorOptimizer(), unwise);
        // Where there is no critic, nobody looks at how it is updated.
        Optional<Surroundings.Pace> critics = recipe.critic().isPresent()
                ? pace(recipe, "optimizer.critic", recipe.criticOptimizer(), unwise)
                : generators;
        if (generators.isEmpty() || critics.isEmpty()) {
            return List.copyOf(unwise);
        }
        Surroundings surroundings = new Surroundings(
                recipe.critic(),
                recipe.constraints().values().stream()
                        .map(Recipe.AppliedConstraint::constraint)
                        .toList(),
                generators.get(),
                critics.get(),
                recipe.scheme().heedsCriticUpdates()
                        ? OptionalInt.of(recipe.settings().nCritic())
                        : OptionalInt.empty());
        components(recipe).forEach((block, component) -> {
            if (component instanceof Cautious cautious) {
                try {
                    cautious.unwise(surroundings).forEach(message -> unwise.add(at(recipe, block, message)));
                } catch (RuntimeException | LinkageError e) {
                    unwise.add(failed(recipe, block, e));
                }
            }
        });
        if (recipe.settings().workers().count() > 1) {
            unwise.addAll(apart(recipe));
        }
        unwise.addAll(UnwiseKeys.of(recipe, generators.get(), critics.get()));
        return List.copyOf(unwise);
    }

    /** What looks at a batch as a whole, where each worker has a part of it. */
    private static List<Problem> apart(Recipe recipe) {
        String within =
                " within each of %d workers, in batches of %d: with another number of workers training is another"
                        .formatted(
                                recipe.settings().workers().count(),
                                recipe.settings().rows());
        List<Problem> apart = new ArrayList<>();
        components(recipe).forEach((block, component) -> {
            if (component instanceof SampleMixing mixing && mixing.mixesSamples()) {
                apart.add(at(recipe, block, "looks at samples beside each other" + within));
            }
        });
        if (recipe.settings().unroll().steps() > 0) {
            apart.add(at(recipe, "unroll.steps", "looks ahead" + within));
        }
        return apart;
    }

    private static Optional<Surroundings.Pace> pace(
            Recipe recipe, String block, Recipe.OptimizerChoice choice, List<Problem> problems) {
        try {
            return Optional.of(new Surroundings.Pace(choice.optimizer(), highest(recipe, choice.learningRate())));
        } catch (RuntimeException | LinkageError e) {
            problems.add(failed(recipe, new Scheduled(block, "learning-rate", choice.learningRate()), e));
            return Optional.empty();
        }
    }

    private static double highest(Recipe recipe, Schedule learningRate) {
        int steps = recipe.settings().steps();
        return IntStream.range(0, Math.min(steps, MOST_RATES))
                .map(i -> (int) ((long) i * steps / Math.min(steps, MOST_RATES)))
                .mapToDouble(step -> learningRate.at(recipe.progress(step)))
                .max()
                .orElse(0);
    }

    private static Optional<Object> component(Recipe recipe, String block) {
        return Optional.ofNullable(components(recipe).get(block));
    }

    /** By the block that names each. */
    private static SequencedMap<String, Object> components(Recipe recipe) {
        SequencedMap<String, Object> all = new LinkedHashMap<>();
        all.put("data", recipe.data());
        all.put("generator", recipe.generator());
        all.put("prior", recipe.prior());
        recipe.critic().ifPresent(critic -> all.put("critic", critic));
        recipe.loss().ifPresent(loss -> all.put("loss", loss));
        recipe.conditions().forEach((name, condition) -> all.put("conditions." + name, condition));
        recipe.constraints().forEach((name, applied) -> all.put("constraints." + name, applied.constraint()));
        recipe.regularizers().forEach((name, regularizer) -> all.put("regularizers." + name, regularizer));
        recipe.metrics().forEach((name, measured) -> {
            String block = "metrics." + name;
            all.put(block, measured.metric());
            measured.features().ifPresent(features -> all.put(block + ".features", features.component()));
        });
        recipe.listeners().forEach((name, listener) -> all.put("listeners." + name, listener));
        all.put("scheme", recipe.scheme());
        all.put("optimizer.generator", recipe.generatorOptimizer().optimizer());
        recipe.critic()
                .ifPresent(_ ->
                        all.put("optimizer.critic", recipe.criticOptimizer().optimizer()));
        return all;
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

    /** Whether it is in the recipe, and not in the defaults that all recipes or a component has. */
    private static boolean isWritten(Location location) {
        return location.file().startsWith(Location.OVERRIDE)
                || (location.line() > 0
                        && !location.file().equals(RecipeText.REFERENCE)
                        && !location.file().equals(UNNAMED));
    }
}
