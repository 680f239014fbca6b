package dev.gantry.study;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import dev.gantry.core.component.NearestName;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.component.Reason;
import dev.gantry.runtime.recipe.HoconFile;
import dev.gantry.runtime.recipe.Includes;
import dev.gantry.runtime.recipe.Location;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Plans every recipe of a study with every setting. */
final class StudyCheck {

    private final HoconFile file;
    private final Includes includes;
    private final TrainingRuntime runtime;
    private final Set<Problem> problems = new LinkedHashSet<>();

    StudyCheck(HoconFile file, Includes includes, TrainingRuntime runtime) {
        this.file = file;
        this.includes = includes;
        this.runtime = runtime;
    }

    /**
     * What the recipes say of a study.
     *
     * @param better which way its metric is better
     * @param unwise what is told of them and trained all the same
     * @param resolved the recipes' own keys, by their names in the study
     */
    record Checked(Better better, List<Problem> unwise, Config resolved) {}

    /**
     * @param metric the column of {@code metrics.csv} that every recipe must measure
     * @param better empty for what the metric declares
     * @throws RecipeException with everything that is wrong
     */
    Checked checked(String metric, Optional<Better> better, long seed, List<Candidate> candidates) {
        Config resolved = ConfigFactory.empty();
        Set<Problem> unwise = new LinkedHashSet<>();
        Set<Optional<Better>> declared = new LinkedHashSet<>();
        for (Candidate candidate : candidates) {
            for (Setting setting : candidate.settings()) {
                try {
                    Recipe recipe = RecipeReader.read(
                            candidate.recipe(), candidate.overrides(setting, seed), includes, runtime.components());
                    measured(metric, candidate, recipe).ifPresent(value -> declared.add(value.better()));
                    if (setting.number() == 1) {
                        resolved = resolved.withValue(
                                ConfigUtil.joinPath(candidate.name()),
                                recipe.effective().root().withoutKey("seed"));
                    }
                    try (TrainingPlan plan = runtime.plan(recipe)) {
                        plan.warnings().forEach(warning -> unwise.add(placed(warning, candidate, setting)));
                    }
                } catch (RecipeException e) {
                    e.problems().forEach(problem -> problems.add(placed(problem, candidate, setting)));
                }
            }
        }
        Optional<Better> direction = better.or(() -> direction(metric, declared));
        if (!problems.isEmpty() || direction.isEmpty()) {
            throw new RecipeException("study", List.copyOf(problems));
        }
        return new Checked(direction.get(), List.copyOf(unwise), resolved);
    }

    /** What all recipes declare, of which there may be none. */
    private Optional<Better> direction(String metric, Set<Optional<Better>> declared) {
        Optional<Better> first = declared.stream().findFirst().flatMap(better -> better);
        if (declared.size() == 1 && first.isPresent()) {
            return first;
        }
        if (!declared.isEmpty()) {
            String cause = declared.size() == 1
                    ? "does not say which way is better"
                    : "is better one way in one recipe and another in the next";
            problems.add(new Problem(
                    file.locate("metric"), "'" + metric + "' " + cause + "; set 'better' to higher or lower"));
        }
        return Optional.empty();
    }

    /** The problem at the study's line, if the study set what is wrong. */
    private Problem placed(Problem problem, Candidate candidate, Setting setting) {
        Optional<String> written = candidate.overrides(setting, 0).stream()
                .filter(override -> Location.ofOverride(override).file().equals(problem.location()))
                .findFirst();
        if (written.isEmpty()) {
            return problem;
        }
        String override = written.get();
        String key = override.substring(0, override.indexOf('='));
        String recipe = ConfigUtil.joinPath("recipes", candidate.name());
        String block = setting.overrides().contains(override) ? "over." : "set.";
        return Stream.of(recipe + "." + block + key, block + key)
                .filter(file::has)
                .findFirst()
                .map(path -> new Problem(
                        file.locate(path),
                        problem.message() + " (" + problem.location().substring(Location.OVERRIDE.length())
                                + " in recipe '" + candidate.name() + "')"))
                .orElse(problem);
    }

    /** The metric as a recipe declares it; empty, and a problem, where it does not. */
    private Optional<MetricValue> measured(String metric, Candidate candidate, Recipe recipe) {
        SortedMap<String, MetricValue> measured = new TreeMap<>();
        try {
            recipe.measured().forEach(value -> measured.put(value.name(), value));
        } catch (RuntimeException | LinkageError e) {
            problems.add(new Problem(
                    file.locate("metric"),
                    "recipe '%s' has a metric that cannot say what it measures: %s"
                            .formatted(candidate.name(), Reason.of(e))));
            return Optional.empty();
        }
        if (!measured.containsKey(metric)) {
            problems.add(new Problem(
                    file.locate("metric"),
                    "recipe '%s' does not measure '%s'.%s It measures %s"
                            .formatted(
                                    candidate.name(),
                                    metric,
                                    NearestName.hint(metric, measured.keySet()),
                                    measured.isEmpty()
                                            ? "nothing; set its metrics"
                                            : String.join(", ", measured.keySet()))));
        }
        return Optional.ofNullable(measured.get(metric));
    }
}
