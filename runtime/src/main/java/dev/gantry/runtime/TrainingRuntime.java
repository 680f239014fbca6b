package dev.gantry.runtime;

import com.google.inject.Guice;
import com.google.inject.Stage;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.ClassifierTrainer;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.tensor.PlanningInterruptedException;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.component.Reason;
import dev.gantry.runtime.recipe.Chosen;
import dev.gantry.runtime.recipe.Includes;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.run.ClassifierOptions;
import dev.gantry.runtime.run.ClassifierResult;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import dev.gantry.runtime.store.Checkpoints;
import dev.gantry.runtime.store.Provenance;
import dev.gantry.runtime.store.RunFolder;
import dev.gantry.runtime.trace.ParameterLayout;
import dev.gantry.runtime.trace.RecipeTracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where an application begins.
 *
 * <pre>{@code
 * try (TrainingRuntime runtime = TrainingRuntime.builder().build();
 *         TrainingPlan plan = runtime.plan(Path.of("recipes/ring-gan.conf"), List.of("seed=7"))) {
 *     TrainingRun run = runtime.start(plan, RunOptions.into(Path.of("runs/ring")).with(System.out::println));
 *     RunResult result = run.await();
 * }
 * }</pre>
 *
 * A runtime may be used by many threads, and may train several plans at once. Once it is closed, it plans, starts and loads
 * nothing more: each method that would throws {@link IllegalStateException}.
 */
public final class TrainingRuntime implements AutoCloseable {

    private static final Logger LOG = LogManager.getLogger(TrainingRuntime.class);

    /** How long a listener may keep a run that is being closed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Components components;
    private final Devices devices;
    private final Planning planning;
    private final OpenResources open;
    private final Duration patience;

    TrainingRuntime(Components components) {
        this(components, new OpenResources(), PATIENCE);
    }

    TrainingRuntime(Components components, OpenResources open, Duration patience) {
        this.components = components;
        this.devices = new Devices(components.backends());
        this.planning = new Planning(components, devices);
        this.open = open;
        this.patience = patience;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What is found where is decided here; everything else by recipes. For one thread. */
    public static final class Builder {

        private final List<Path> pluginFolders = new ArrayList<>();
        private @Nullable Components components;

        private Builder() {}

        /** Finds plugins in this folder too; it need not exist. */
        public Builder pluginFolder(Path folder) {
            pluginFolders.add(folder);
            return this;
        }

        /** Takes these components and looks for no others. */
        public Builder components(Components given) {
            components = given;
            return this;
        }

        /**
         * @throws dev.gantry.runtime.component.PluginException if two plugins offer something of one name, or nothing offers any component
         */
        public TrainingRuntime build() {
            Components found = components == null ? Components.discover(pluginFolders) : components;
            return Guice.createInjector(Stage.PRODUCTION, GantryModule.of(found))
                    .getInstance(TrainingRuntime.class);
        }
    }

    /** What recipes can name here. */
    public Components components() {
        return components;
    }

    /**
     * Reads and plans a recipe.
     *
     * @param overrides {@code key=value}, stronger than the file
     * @throws RecipeException with everything that is wrong
     * @throws PlanningInterruptedException if the thread is interrupted meanwhile
     */
    public TrainingPlan plan(Path file, List<String> overrides) {
        return plan(file, overrides, Includes.NEARBY);
    }

    /**
     * Reads and plans a recipe that may include from elsewhere.
     *
     * @param overrides {@code key=value}, stronger than the file
     * @throws RecipeException with everything that is wrong
     * @throws PlanningInterruptedException if the thread is interrupted meanwhile
     */
    public TrainingPlan plan(Path file, List<String> overrides, Includes includes) {
        return plan(RecipeReader.read(file, overrides, includes, components));
    }

    /**
     * Reads and plans the recipe that a run kept, to go on with that run. Listeners that cannot be had here are left out, with a
     * warning.
     *
     * @param file {@code recipe.conf} of the run's folder
     * @param overrides {@code key=value}, stronger than the file
     * @throws RecipeException with everything else that is wrong
     * @throws PlanningInterruptedException if the thread is interrupted meanwhile
     */
    public TrainingPlan planToResume(Path file, List<String> overrides, Includes includes) {
        return plan(RecipeReader.readToResume(file, overrides, includes, components));
    }

    /**
     * Opens the recipe's data, traces and plans its steps, and opens its device. Writes nothing.
     *
     * @throws RecipeException with everything that is wrong
     * @throws PlanningInterruptedException if the thread is interrupted meanwhile
     */
    public TrainingPlan plan(Recipe recipe) {
        open.requireOpen();
        return Owned.by(owned -> open.opened(planning.plan(recipe, owned, open)));
    }

    /**
     * The critic of a recipe, to be trained alone on samples that stay as they are. The recipe's generator and data are not used.
     *
     * @param real stays the caller's to close, after the critic
     * @param generated samples of the same shape, such as {@link Samples#of} what a generator made; stays the caller's too
     * @throws IllegalArgumentException if samples are missing or have different shapes
     * @throws RecipeException if the recipe cannot train its critic alone on such samples: none of its conditions can, nor a
     *     regularizer that packs samples
     * @throws DataException if a reference batch of real samples is needed and cannot be read
     * @throws InterruptedException if the thread is interrupted while it waits for that batch
     * @throws PlanningInterruptedException if the thread is interrupted while it plans
     */
    public CriticTraining critic(Recipe recipe, Samples real, Samples generated) throws InterruptedException {
        if (!real.shape().equals(generated.shape())) {
            throw new IllegalArgumentException("a critic compares samples of one shape, found real ones of shape "
                    + real.shape() + " and generated ones of shape " + generated.shape());
        }
        if (real.size().orElse(1) == 0 || generated.size().orElse(1) == 0) {
            throw new IllegalArgumentException("a critic needs real and generated samples, found "
                    + real.size().orElse(1) + " and " + generated.size().orElse(1));
        }
        open.requireOpen();
        return Owned.by(owned -> open.opened(planning.critic(recipe, real, generated, owned, open)));
    }

    /**
     * Starts training on a thread of its own, which logs the plan's warnings. The run is heard by the listeners of the options, and
     * then by those of the recipe. A resumed run that has no checkpoint yet begins anew. What is wrong with folder or checkpoint is
     * thrown here, what goes wrong later is in the run's result.
     *
     * @throws TrainingException if the folder holds another run or cannot be written
     * @throws CheckpointException if the checkpoint to resume from, or to take the generator from, is missing, damaged, or of
     *     another recipe
     * @throws RecipeException if one of the recipe's listeners cannot be opened
     * @throws IllegalStateException if the plan is closed
     */
    public TrainingRun start(TrainingPlan plan, RunOptions options) {
        open.requireOpen();
        plan.requireOpen();
        Config origin = Provenance.withData(
                Provenance.of(plan.recipe(), plan.device(), plan.deviceDescription(), Provenance.plugins(components)),
                plan.data());
        Config provenance = options.generatorFrom()
                .map(other -> Provenance.withGeneratorFrom(origin, other))
                .orElse(origin);
        Optional<Checkpoints.Found> resumed = options.resumeFrom()
                .filter(path -> !Checkpoints.canBeginAnew(path))
                .map(path -> Checkpoints.find(path)
                        .fitting(plan.recipe(), plan.graphs().initialize()))
                .map(found -> plan.usesClasses() ? found.ofClasses(plan.data().classNames()) : found);
        SequencedMap<String, SavedVariable> generator = options.generatorFrom()
                .map(path -> Checkpoints.find(path)
                        .generator(
                                plan.recipe(), plan.sampleShape(), plan.graphs().initialize()))
                .orElseGet(LinkedHashMap::new);
        Config recipe = plan.recipe().effective();
        return Owned.by(owned -> {
            Listeners listeners = Listeners.open(plan.recipe(), options.listeners());
            owned.add(listeners::close);
            Optional<RunFolder> folder = options.folder()
                    .map(path -> options.resumeFrom().isPresent()
                            ? RunFolder.resume(
                                    path,
                                    resumed.map(found -> found.checkpoint().step())
                                            .orElse(0),
                                    recipe,
                                    provenance)
                            : RunFolder.create(path, recipe, provenance));
            folder.ifPresent(taken -> owned.add(taken::close));
            TrainingLoop loop = new TrainingLoop(plan, resumed, generator, folder, provenance, options, listeners);
            TrainingRun run = new TrainingRun(plan, loop, patience);
            plan.begin(run);
            return run;
        });
    }

    /**
     * Whether a new run can have a folder: it is not there, empty, or left by a run that was ended before it began.
     *
     * @throws TrainingException if the folder cannot be read
     */
    public static boolean isFree(Path folder) {
        return RunFolder.isFree(folder);
    }

    /**
     * Whether a run, of this process or another, is under way in a folder.
     *
     * @throws TrainingException if the folder cannot be read
     */
    public static boolean isTraining(Path folder) {
        return RunFolder.isTraining(folder);
    }

    /**
     * The file of a checkpoint of a run.
     *
     * @param choice {@code newest}, {@code best} as the recipe's {@code keep-best} has it, or the number of a step
     * @throws CheckpointException if there is no such checkpoint
     * @throws IllegalArgumentException if the choice is none of these
     */
    public static Path checkpoint(Path runFolder, String choice) {
        return Checkpoints.choose(runFolder, choice);
    }

    /**
     * The generator of a run, to make samples with, on the device that its recipe names. The recipe's data is not needed.
     *
     * @param path a run folder, whose newest checkpoint is taken, or one checkpoint
     * @throws CheckpointException if the checkpoint is missing or damaged
     * @throws RecipeException if its recipe names components that are not found here, or a device that cannot be used here
     * @throws PlanningInterruptedException if the thread is interrupted meanwhile
     */
    public TrainedGenerator load(Path path) {
        return load(path, Optional.empty());
    }

    /**
     * The generator of a run, to make samples with, on another device than that of its recipe.
     *
     * @param path a run folder, whose newest checkpoint is taken, or one checkpoint
     * @param device as in {@code backend.device} of a recipe; {@code auto} is the best there is
     * @throws CheckpointException if the checkpoint is missing or damaged
     * @throws RecipeException if its recipe names components that are not found here, or the device cannot be used here
     * @throws PlanningInterruptedException if the thread is interrupted meanwhile
     */
    public TrainedGenerator load(Path path, String device) {
        return load(path, Optional.of(device));
    }

    private TrainedGenerator load(Path path, Optional<String> named) {
        open.requireOpen();
        Checkpoints.Found found = Checkpoints.find(path);
        Recipe recipe = RecipeReader.readKept(
                found.file() + Provenance.ofAnotherGantry(found.checkpoint().provenance()),
                found.checkpoint().recipe().root().render(ConfigRenderOptions.concise()),
                components);
        RecipeTracer tracer = new RecipeTracer(recipe, found.checkpoint().sampleShape(), found.classes(recipe));
        ParameterLayout layout = tracer.generatorLayout();
        List<Graph> sampling = tracer.sampling(layout);
        List<Problem> problems = new ArrayList<>();
        BackendProvider device = devices.find(
                        named.orElse(recipe.settings().backend().device()),
                        problem -> problems.add(new Problem(
                                found.file().toString(),
                                "backend.device " + problem + (problem.endsWith(".") ? "" : ".")
                                        + " The generator can be loaded on another device: name one, or auto")))
                .orElseThrow(() -> new RecipeException(problems));
        return Owned.by(owned -> {
            Backend backend = Planning.opened(device, owned);
            Plan plan = Plan.of(sampling, recipe.settings().backend().on(backend));
            return open.opened(
                    new TrainedGenerator(recipe, found, layout, tracer.scheduled(), backend, plan, owned, open));
        });
    }

    /**
     * A device that can be used here.
     *
     * @param origin stands for the file in messages
     * @param name as in {@code backend.device} of a recipe; {@code auto} is the best there is
     * @throws RecipeException if it cannot be used here
     */
    public BackendProvider device(String origin, String name) {
        List<Problem> problems = new ArrayList<>();
        return devices.find(name, problem -> problems.add(new Problem(origin, problem)))
                .orElseThrow(() -> new RecipeException("device", problems));
    }

    /**
     * Every metric that means something for data, with its defaults: those of class scores where the features are a classifier's,
     * and none with a key that must be set.
     *
     * @param features what the metrics look at that can look at features; empty for the samples themselves
     */
    public SequencedMap<String, MeasuredMetric> metricsFor(Samples data, Optional<Chosen<Features>> features) {
        SequencedMap<String, MeasuredMetric> metrics = new LinkedHashMap<>();
        for (Components.Entry<Metric> entry : components.of(Kind.METRIC)) {
            try {
                Metric metric = entry.component()
                        .from(ConfigFactory.empty(), components)
                        .component();
                measured(metric, data, features).ifPresent(measured -> metrics.put(entry.name(), measured));
            } catch (ConfigException.ValidationFailed e) {
                LOG.debug("Passes over metric '{}': {}", entry.name(), e.getMessage());
            } catch (RuntimeException | LinkageError e) {
                LOG.warn(
                        "Passes over metric '{}' of {}, which failed: {}",
                        entry.name(),
                        entry.origin().place(),
                        Reason.of(e));
            }
        }
        return metrics;
    }

    private static Optional<MeasuredMetric> measured(Metric metric, Samples data, Optional<Chosen<Features>> features) {
        Optional<Chosen<Features>> seen = switch (metric.input()) {
            case SAMPLES -> Optional.empty();
            case FEATURES -> features;
            case CLASS_SCORES -> features.filter(chosen -> isClassifier(chosen.component(), data));
        };
        return metric.appliesTo(data) && (metric.input() != Metric.Input.CLASS_SCORES || seen.isPresent())
                ? Optional.of(new MeasuredMetric(metric, seen))
                : Optional.empty();
    }

    private static boolean isClassifier(Features features, Samples data) {
        try {
            return features.classScores()
                    .filter(scores -> scores.size(data.shape()) > 0)
                    .isPresent();
        } catch (UnsuitableException e) {
            return false;
        }
    }

    /**
     * Trains a classifier of labelled data, and writes it to a file that features can be made of. A fifth of the samples is held
     * out, at random, to try it on; of an endless source the first 10,000 samples are taken.
     *
     * @param data open, and the caller's to close
     * @throws UnsuitableException if the data has no labels, too few samples, or samples that there is no classifier for
     * @throws DataException if the data cannot be read, or has not as many labels as asked for
     * @throws TrainingException if there is no {@link ClassifierTrainer} here, it fails, or the file cannot be written
     */
    public ClassifierResult trainClassifier(Samples data, ClassifierOptions options, Path file) {
        open.requireOpen();
        ClassifierTrainer trainer = components.classifierTrainers().stream()
                .findFirst()
                .orElseThrow(() -> new TrainingException(
                        "nothing here trains classifiers; add a plugin that does" + components.setAsideHint()));
        return ClassifierTraining.run(trainer, data, options, file);
    }

    /**
     * Closes every plan, generator and critic made here, and ends the runs of the plans, as {@link TrainingRun#close} does. Goes
     * on where closing one of them fails, and then throws what the first one threw.
     */
    @Override
    public void close() {
        open.closeAll();
    }
}
