package dev.gantry.runtime;

import dev.gantry.core.component.NearestName;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.measure.BestSoFar;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.recipe.TrainingSettings.KeepBest;
import dev.gantry.runtime.recipe.TrainingSettings.StopWhen;
import dev.gantry.runtime.store.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** What a run's measurements decide: which checkpoint is the best, and whether the run has trained enough. */
final class Goals {

    private final KeepBest keepBest;
    private final StopWhen stopWhen;
    private final Optional<BestSoFar> best;
    private final Optional<BestSoFar> lately;
    private Optional<String> reached = Optional.empty();

    /**
     * @param recipe without {@link #problems}
     */
    Goals(Recipe recipe) {
        this.keepBest = recipe.settings().keepBest();
        this.stopWhen = recipe.settings().stopWhen();
        this.best = keepBest.metric()
                .flatMap(metric -> better(recipe, metric, keepBest.better()))
                .map(BestSoFar::new);
        this.lately = stopWhen.metric()
                .filter(_ -> stopWhen.notBetterFor().isPresent())
                .flatMap(metric -> better(recipe, metric, Optional.empty()))
                .map(BestSoFar::new);
    }

    /** What is wrong with the metrics that a recipe's goals name. */
    static List<Problem> problems(Recipe recipe) {
        SequencedMap<String, MetricValue> measured;
        try {
            measured = measured(recipe);
        } catch (RuntimeException | LinkageError e) {
            // Told with the columns that the metric cannot name.
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        KeepBest keepBest = recipe.settings().keepBest();
        StopWhen stopWhen = recipe.settings().stopWhen();
        keepBest.metric().ifPresent(metric -> {
            unknown(metric, measured)
                    .ifPresent(problem -> problems.add(RecipeProblems.at(recipe, "keep-best", problem)));
            if (measured.containsKey(metric)
                    && better(recipe, metric, keepBest.better()).isEmpty()) {
                problems.add(RecipeProblems.at(
                        recipe,
                        "keep-best",
                        "'better' must be lower or higher, because '" + metric + "' does not say which, found null"));
            }
        });
        stopWhen.metric().ifPresent(metric -> {
            unknown(metric, measured)
                    .ifPresent(problem -> problems.add(RecipeProblems.at(recipe, "stop-when", problem)));
            if (measured.containsKey(metric)
                    && stopWhen.notBetterFor().isPresent()
                    && better(recipe, metric, Optional.empty()).isEmpty()) {
                problems.add(RecipeProblems.at(
                        recipe,
                        "stop-when",
                        "'not-better-for' must be null, because '" + metric
                                + "' does not say which values are better; set 'below' or 'above'"));
            }
        });
        return problems;
    }

    private static Optional<String> unknown(String metric, Map<String, MetricValue> measured) {
        return measured.containsKey(metric)
                ? Optional.empty()
                : Optional.of("'metric' must be one that the recipe measures, "
                        + (measured.isEmpty() ? "which are none" : String.join(", ", measured.keySet()))
                        + ", found '" + metric + "'." + NearestName.hint(metric, measured.keySet()));
    }

    private static SequencedMap<String, MetricValue> measured(Recipe recipe) {
        SequencedMap<String, MetricValue> measured = new LinkedHashMap<>();
        recipe.measured().forEach(value -> measured.put(value.name(), value));
        return measured;
    }

    private static Optional<Better> better(Recipe recipe, String metric, Optional<Better> chosen) {
        return chosen.or(() -> Optional.ofNullable(measured(recipe).get(metric)).flatMap(MetricValue::better));
    }

    /** Learns what was measured before the run was resumed. Of the best, there must be the checkpoint still. */
    void resume(RunFolder folder) throws IOException {
        if (keepBest.metric().isPresent() && folder.checkpoints().bestStep().isPresent()) {
            Optional.ofNullable(folder.metrics()
                            .column(keepBest.metric().get())
                            .get(folder.checkpoints().bestStep().getAsInt()))
                    .ifPresent(value -> best.orElseThrow().offer(value));
        }
        if (stopWhen.metric().isPresent()) {
            folder.metrics().column(stopWhen.metric().get()).values().forEach(this::judge);
        }
    }

    /** Whether what was measured after a step is the best yet. */
    boolean measured(Map<String, Double> values) {
        stopWhen.metric().map(values::get).ifPresent(this::judge);
        return keepBest.metric()
                .map(values::get)
                .filter(value -> best.orElseThrow().offer(value))
                .isPresent();
    }

    private void judge(double value) {
        String metric = stopWhen.metric().orElseThrow();
        lately.ifPresent(seen -> seen.offer(value));
        reached = stopWhen.below()
                .filter(bound -> value < bound)
                .map(bound -> metric + " is " + value + ", below " + bound)
                .or(() -> stopWhen.above()
                        .filter(bound -> value > bound)
                        .map(bound -> metric + " is " + value + ", above " + bound))
                .or(() -> stopWhen.notBetterFor()
                        .filter(count -> lately.orElseThrow().since() >= count)
                        .map(count -> metric + " was no better in " + count + " measurements"));
    }

    /** Why the run has trained enough, once it has. */
    Optional<String> reached() {
        return reached;
    }
}
