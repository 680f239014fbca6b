package dev.gantry.runtime;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.backend.SessionMemory;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.data.Split;
import dev.gantry.runtime.measure.Columns;
import dev.gantry.runtime.measure.Measurements;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.store.CheckpointFile;
import dev.gantry.runtime.store.Provenance;
import dev.gantry.runtime.trace.CriticGraphs;
import dev.gantry.runtime.trace.RecipeTracer;
import dev.gantry.runtime.trace.TrainingGraphs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Makes of a recipe what can be trained, or tells everything that is wrong with it, at its places. */
final class Planning {

    private final Components components;
    private final Devices devices;

    Planning(Components components, Devices devices) {
        this.components = components;
        this.devices = devices;
    }

    /**
     * Opens the recipe's data, traces and plans its steps, and opens its device. Writes nothing.
     *
     * @param owned is given data and device to close
     * @param open what the plan leaves when it is closed
     * @throws RecipeException with everything that is wrong
     */
    TrainingPlan plan(Recipe recipe, Owned owned, OpenResources open) {
        List<Problem> problems = new ArrayList<>();
        Optional<BackendProvider> device = device(recipe, problems);
        Optional<Samples> data = open(recipe, owned, problems);
        Optional<Samples> labelled = data.filter(samples -> hasLabels(recipe, samples, problems));
        Optional<Split> split = labelled.flatMap(samples -> split(recipe, samples, problems));
        Optional<TrainingGraphs> graphs = labelled.flatMap(samples -> trace(recipe, samples, problems));
        data.ifPresent(samples -> checkMetrics(recipe, samples, problems));
        problems.addAll(Columns.problems(recipe, graphs));
        problems.addAll(Goals.problems(recipe));
        if (device.isEmpty() || data.isEmpty() || split.isEmpty() || graphs.isEmpty() || !problems.isEmpty()) {
            throw new RecipeException(problems);
        }
        Backend backend = opened(device.get(), owned);
        Plan plan = Plan.of(graphs.get().all(), recipe.settings().backend().on(backend));
        SessionMemory memory = backend.memory(plan);
        Optional<TrainingPlan.OfWorkers> ofWorkers = ofWorkers(recipe, backend, graphs.get());
        requireFitting(
                recipe,
                device.get(),
                backend,
                memory.total()
                        + ofWorkers.map(workers -> workers.memory().total()).orElse(0L));
        // Not before the device is open: features may be computed on it, too.
        checkFeatures(recipe, data.get(), problems);
        checkHeader(recipe, device.get().device(), backend, data.get(), graphs.get(), problems);
        if (!problems.isEmpty()) {
            throw new RecipeException(problems);
        }
        return new TrainingPlan(
                recipe,
                data.get(),
                split.get(),
                device.get().device(),
                backend,
                graphs.get(),
                plan,
                memory,
                ofWorkers,
                owned,
                open);
    }

    /**
     * Traces and plans the updates of a recipe's critic alone, and opens its device.
     *
     * @param owned is given the device to close
     * @param open what the critic leaves when it is closed
     * @throws RecipeException if the recipe cannot train its critic alone on such samples
     */
    CriticTraining critic(Recipe recipe, Samples real, Samples generated, Owned owned, OpenResources open)
            throws InterruptedException {
        List<Problem> problems = new ArrayList<>();
        BackendProvider device = device(recipe, problems).orElseThrow(() -> new RecipeException(problems));
        Recipe alone = recipe.ofCriticAlone();
        CriticGraphs graphs = new RecipeTracer(alone, real.shape(), 0).critic();
        Backend backend = opened(device, owned);
        Plan plan = Plan.of(graphs.all(), recipe.settings().backend().on(backend));
        requireFitting(recipe, device, backend, backend.memory(plan).total());
        return new CriticTraining(alone, real, generated, graphs, backend, plan, owned, open).initialized(plan, real);
    }

    static Backend opened(BackendProvider device, Owned owned) {
        Backend backend = device.open();
        owned.add(backend::close);
        return backend;
    }

    private static Optional<TrainingPlan.OfWorkers> ofWorkers(Recipe recipe, Backend backend, TrainingGraphs graphs) {
        List<Graph> programs = graphs.ofWorkers();
        if (programs.isEmpty()) {
            return Optional.empty();
        }
        Plan plan = Plan.of(programs, recipe.settings().backend().on(backend));
        return Optional.of(new TrainingPlan.OfWorkers(plan, backend.memory(plan)));
    }

    private static void requireFitting(Recipe recipe, BackendProvider device, Backend backend, long bytes) {
        if (bytes > backend.availableMemory()) {
            throw new RecipeException(List.of(RecipeProblems.at(
                    recipe,
                    "batch-size",
                    "and the networks need %,d MB of memory, and %s has %,d MB; use a smaller batch or smaller networks"
                            .formatted(bytes >> 20, device.device(), backend.availableMemory() >> 20))));
        }
    }

    private static Optional<Samples> open(Recipe recipe, Owned owned, List<Problem> problems) {
        try {
            Samples samples = recipe.data().open(recipe.settings().seed());
            owned.add(samples::close);
            if (samples.size().orElse(1) > 0) {
                return Optional.of(samples);
            }
            problems.add(RecipeProblems.at(recipe, "data", "has no samples"));
        } catch (DataException e) {
            // A line for each file in which something is wrong.
            String.valueOf(e.getMessage())
                    .lines()
                    .map(line -> RecipeProblems.at(recipe, "data", "cannot be used: " + line)
                            .because(e))
                    .forEach(problems::add);
        } catch (RuntimeException | LinkageError e) {
            problems.add(RecipeProblems.failed(recipe, "data", e));
        }
        return Optional.empty();
    }

    private static Optional<Split> split(Recipe recipe, Samples data, List<Problem> problems) {
        try {
            return Optional.of(Split.of(recipe, data));
        } catch (DataException e) {
            problems.add(RecipeProblems.at(recipe, "conditions", "cannot have its samples: " + e.getMessage())
                    .because(e));
            return Optional.empty();
        }
    }

    private static Optional<TrainingGraphs> trace(Recipe recipe, Samples data, List<Problem> problems) {
        try {
            return Optional.of(TrainingGraphs.of(recipe, data.shape(), data.classes()));
        } catch (RecipeException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    /** Whether the data has the labels that conditions need, of which one at most has a labelled subset. */
    private static boolean hasLabels(Recipe recipe, Samples data, List<Problem> problems) {
        List<String> subsets = recipe.conditions().entrySet().stream()
                .filter(condition -> condition.getValue().labelledSubset().isPresent())
                .map(Map.Entry::getKey)
                .toList();
        subsets.stream()
                .skip(1)
                .map(name -> RecipeProblems.at(
                        recipe,
                        "conditions." + name,
                        "asks for labelled samples of its own, as '" + subsets.getFirst()
                                + "' does; only one condition may, remove the others"))
                .forEach(problems::add);
        List<Problem> missing = recipe.conditions().entrySet().stream()
                .filter(condition -> data.classes() == 0 && needsLabels(condition.getValue()))
                .map(condition -> RecipeProblems.at(
                        recipe, "conditions." + condition.getKey(), "needs labels, and this recipe's data has none"))
                .toList();
        problems.addAll(missing);
        return missing.isEmpty() && subsets.size() < 2;
    }

    /** Whether a condition looks at the data's classes: at those of every batch, or of a few samples. */
    static boolean needsLabels(Condition condition) {
        return condition.needsLabels() || condition.labelledSubset().isPresent();
    }

    private static void checkMetrics(Recipe recipe, Samples data, List<Problem> problems) {
        Shape latent = recipe.generator().latentShape();
        recipe.metrics().forEach((name, measured) -> {
            String block = "metrics." + name;
            try {
                if (!measured.metric().appliesTo(data)) {
                    problems.add(RecipeProblems.at(recipe, block, "means nothing for this recipe's data; remove it"));
                }
                Measurements.problem(measured.metric().sampleCount(), data.shape(), latent, Optional.empty())
                        .ifPresent(problem -> problems.add(RecipeProblems.at(recipe, block, problem)));
            } catch (RuntimeException | LinkageError e) {
                problems.add(RecipeProblems.failed(recipe, block, e));
            }
        });
    }

    private static void checkFeatures(Recipe recipe, Samples data, List<Problem> problems) {
        recipe.metrics()
                .forEach((name, measured) -> measured.features().ifPresent(_ -> {
                    String block = "metrics." + name;
                    try {
                        Measurements.problem(
                                        measured.metric().sampleCount(),
                                        data.shape(),
                                        recipe.generator().latentShape(),
                                        measured.seen())
                                .ifPresent(problem -> problems.add(RecipeProblems.at(recipe, block, problem)));
                    } catch (UnsuitableException | DataException e) {
                        problems.add(RecipeProblems.at(recipe, block + ".features", "cannot be used: " + e.getMessage())
                                .because(e));
                    } catch (RuntimeException | LinkageError e) {
                        problems.add(RecipeProblems.failed(recipe, block + ".features", e));
                    }
                }));
    }

    /** Whether checkpoints can be read again, which hold the recipe and where it comes from. */
    private void checkHeader(
            Recipe recipe,
            String device,
            Backend backend,
            Samples data,
            TrainingGraphs graphs,
            List<Problem> problems) {
        Config provenance = Provenance.withData(
                Provenance.of(recipe, device, backend.description(), Provenance.plugins(components)), data);
        SequencedMap<String, Shape> variables = new LinkedHashMap<>();
        graphs.initialize().writes().forEach((name, value) -> variables.put(name, value.shape()));
        // A run may begin with the generator of another, which it then names.
        CheckpointFile.problem(
                        recipe, Provenance.withGeneratorFrom(provenance, Path.of("runs")), data.shape(), variables)
                .ifPresent(problem -> problems.add(RecipeProblems.at(recipe, largestBlock(recipe), problem)));
    }

    private static String largestBlock(Recipe recipe) {
        return recipe.effective().root().entrySet().stream()
                .max(Comparator.comparingInt(block ->
                        block.getValue().render(ConfigRenderOptions.concise()).length()))
                .map(Map.Entry::getKey)
                .orElseThrow();
    }

    private Optional<BackendProvider> device(Recipe recipe, List<Problem> problems) {
        return devices.find(
                recipe.settings().backend().device(),
                problem -> problems.add(RecipeProblems.at(recipe, "backend.device", problem)));
    }
}
