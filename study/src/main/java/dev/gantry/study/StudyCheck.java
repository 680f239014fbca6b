package dev.gantry.study;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.Metric;
import dev.gantry.core.spi.NearestName;
import dev.gantry.core.spi.Samples;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.HoconFile;
import dev.gantry.runtime.recipe.Includes;
import dev.gantry.runtime.recipe.Location;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import dev.gantry.runtime.recipe.RecipeException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans every recipe of a study with every setting. */
final class StudyCheck {

    /** The key of the recipes' own keys in the kept study. */
    static final String RESOLVED = "resolved";

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
     * The study with what its recipes say under the key {@code resolved}.
     *
     * @throws RecipeException with everything that is wrong
     */
    Study checked(Study study) {
        Config effective = study.effective();
        for (Candidate candidate : study.candidates()) {
            for (Setting setting : candidate.settings()) {
                try (TrainingPlan plan = runtime.plan(
                        candidate.recipe(),
                        candidate.overrides(setting, study.seeds().getFirst()),
                        includes)) {
                    if (setting.number() == 1) {
                        checkMetric(study.metric(), candidate, plan);
                        effective = effective.withValue(
                                ConfigUtil.joinPath(RESOLVED, candidate.name()),
                                plan.recipe().effective().root().withoutKey("seed"));
                    }
                } catch (RecipeException e) {
                    e.problems().forEach(problem -> problems.add(placed(problem, candidate, setting)));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new RecipeException("study", List.copyOf(problems));
        }
        return new Study(
                study.name(),
                study.metric(),
                study.better(),
                study.seeds(),
                study.processes(),
                study.budget(),
                study.candidates(),
                effective);
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

    private void checkMetric(String metric, Candidate candidate, TrainingPlan plan) {
        Set<String> measured = new TreeSet<>();
        plan.recipe().metrics().values().forEach(each -> measured.addAll(values(each, plan)));
        plan.recipe().conditions().values().stream()
                .flatMap(condition -> condition.labelledSubset().stream())
                .filter(subset -> subset.heldOut() > 0)
                .forEach(_ -> measured.add(Condition.HELD_OUT_ERROR));
        if (!measured.contains(metric)) {
            problems.add(new Problem(
                    file.locate("metric"),
                    "recipe '%s' does not measure '%s'.%s It measures %s"
                            .formatted(
                                    candidate.name(),
                                    metric,
                                    NearestName.hint(metric, measured),
                                    measured.isEmpty() ? "nothing; set its metrics" : String.join(", ", measured))));
        }
    }

    /** The names of what a metric measures, which it tells only with values: here those of the data itself. */
    private static Set<String> values(MeasuredMetric measured, TrainingPlan plan) {
        Metric metric = measured.metric();
        Samples data = plan.data();
        long seed = plan.recipe().settings().seed();
        float[] drawn = data.draw(metric.sampleCount(), seed);
        int count = Math.toIntExact(drawn.length / data.shape().size());
        SortedMap<String, Double> values = measured.seen()
                .map(features -> {
                    float[] seen = features.of(drawn, count, data.shape());
                    Samples real = Samples.of(Shape.of(features.size(data.shape())), seen);
                    return metric.measure(real, seen, count, seed);
                })
                .orElseGet(() -> metric.measure(data, drawn, count, seed));
        return values.keySet().stream().map(measured::qualified).collect(Collectors.toSet());
    }
}
