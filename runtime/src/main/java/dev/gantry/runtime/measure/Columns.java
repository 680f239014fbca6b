package dev.gantry.runtime.measure;

import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.spi.Condition;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.store.MetricsTable;
import dev.gantry.runtime.trace.TrainingGraphs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sees to it that each column of {@code metrics.csv} is filled by one part of the run. */
public final class Columns {

    /** Of real samples that the critic saw, since the last row with it. */
    public static final String SAMPLES_PER_SECOND = "samples-per-second";

    /** Of training until the row, those before a run was resumed included. */
    public static final String SECONDS = "seconds";

    private final Map<String, String> owners = new HashMap<>();

    private Columns(Optional<TrainingGraphs> graphs) {
        owners.put(MetricsTable.STEP, "the run");
        owners.put(SAMPLES_PER_SECOND, "the run");
        owners.put(SECONDS, "the run");
        graphs.ifPresent(traced -> {
            traced.criticTerms().forEach(term -> owners.put(term, "the critic's update"));
            traced.generatorTerms().forEach(term -> owners.put(term, "the generator's update"));
            traced.heldOut().ifPresent(_ -> owners.put(Condition.HELD_OUT_ERROR, "a condition"));
        });
    }

    /**
     * What is wrong with the names of the metrics' values.
     *
     * @param graphs empty where the recipe cannot be traced
     */
    public static List<Problem> problems(Recipe recipe, Optional<TrainingGraphs> graphs) {
        Columns columns = new Columns(graphs);
        List<Problem> problems = new ArrayList<>();
        recipe.metrics().forEach((name, metric) -> {
            String block = "metrics." + name;
            try {
                columns.claim(metric.columns(), block)
                        .forEach(problem -> problems.add(RecipeProblems.at(recipe, block, problem)));
            } catch (RuntimeException | LinkageError e) {
                problems.add(RecipeProblems.failed(recipe, block, e));
            }
        });
        return problems;
    }

    private List<String> claim(List<MetricValue> values, String owner) {
        return values.isEmpty()
                ? List.of("declares no values; remove it")
                : values.stream()
                        .flatMap(value -> claim(value.name(), owner).stream())
                        .toList();
    }

    private Optional<String> claim(String column, String owner) {
        return Optional.ofNullable(owners.putIfAbsent(column, owner))
                .map(other -> "measures '" + column + "', and so does " + (other.equals(owner) ? "itself" : other)
                        + "; a column of metrics.csv has one source, remove the metric");
    }
}
