package dev.gantry.runtime.recipe;

import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Surroundings;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.TrainingSettings.RunningStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is unwise about the keys that every recipe has, which no component knows of. */
final class UnwiseKeys {

    private UnwiseKeys() {}

    /** The critic's pace is the generator's where there is no critic. */
    static List<Problem> of(Recipe recipe, Surroundings.Pace generators, Surroundings.Pace critics) {
        List<Problem> unwise = new ArrayList<>();
        tooHigh(recipe, OptimizerBlocks.GENERATOR, generators).ifPresent(unwise::add);
        // Where the critic's is the generator's, one place tells of it.
        if (!critics.equals(generators)) {
            tooHigh(recipe, OptimizerBlocks.CRITIC, critics).ifPresent(unwise::add);
        }
        TrainingSettings settings = recipe.settings();
        if (recipe.scheme().heedsCriticUpdates() && settings.criticWarmUp().steps() > settings.steps()) {
            unwise.add(RecipeProblems.at(
                    recipe,
                    "critic-warm-up.steps",
                    "has all of the run's %d steps and more: the recipe's own n-critic is never used. Make it less, or train longer"
                            .formatted(settings.steps())));
        }
        if (settings.ema().statistics() == RunningStatistics.MEASURED
                && !settings.ema().averages()) {
            unwise.add(RecipeProblems.at(
                    recipe,
                    "ema.statistics",
                    "are measured of the averaged generator, and with ema.decay = 0 there is none: nothing is measured. Set"
                            + " ema.decay, or remove ema.statistics"));
        }
        schedules(recipe).forEach(scheduled -> unwise.addAll(unwise(recipe, scheduled)));
        return unwise;
    }

    private static Optional<Problem> tooHigh(Recipe recipe, String block, Surroundings.Pace pace) {
        double highest = pace.optimizer().highestLearningRate();
        return pace.learningRate() <= highest
                ? Optional.empty()
                : Optional.of(RecipeProblems.at(
                        recipe,
                        block,
                        ("has a learning-rate of %s, and with more than %s parameters leap to and fro: training diverges, or"
                                        + " its samples stay noise. Make learning-rate less, such as 2e-4")
                                .formatted(pace.learningRate(), highest)));
    }

    private static List<Problem> unwise(Recipe recipe, Scheduled scheduled) {
        Progress end = recipe.progress(recipe.settings().steps());
        try {
            return Schedule.unchecked(scheduled.schedule()).unwise(end).stream()
                    .map(message -> RecipeProblems.at(recipe, scheduled.path(), message))
                    .toList();
        } catch (RuntimeException | LinkageError e) {
            return List.of(scheduled.failed(recipe, e));
        }
    }

    private static List<Scheduled> schedules(Recipe recipe) {
        List<Scheduled> schedules = new ArrayList<>();
        Schedule generators = recipe.generatorOptimizer().learningRate();
        Schedule critics = recipe.criticOptimizer().learningRate();
        schedules.add(new Scheduled(OptimizerBlocks.GENERATOR, "learning-rate", generators));
        // Where the critic's is the generator's, one place tells of it.
        if (recipe.critic().isPresent() && !critics.equals(generators)) {
            schedules.add(new Scheduled(OptimizerBlocks.CRITIC, "learning-rate", critics));
        }
        schedules.add(new Scheduled("ema", "decay", recipe.settings().ema().decay()));
        return schedules;
    }
}
