package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import dev.gantry.core.component.Made;
import dev.gantry.core.component.NearestName;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.Settings;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.metric.Features;
import dev.gantry.core.run.Listener;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Key;
import dev.gantry.runtime.component.Kind;
import dev.gantry.runtime.recipe.Recipe.AppliedConstraint;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import dev.gantry.runtime.recipe.Recipe.OptimizerChoice;
import dev.gantry.runtime.recipe.TrainingSettings.BackendChoice;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Reads recipes: HOCON with {@code include}, substitutions and environment variables, and overrides laid over it. Everything
 * is checked, and all problems are reported together; nothing is written or trained.
 */
public final class RecipeReader {

    private static final Logger LOG = LogManager.getLogger(RecipeReader.class);

    /** The keys of every recipe that hold a component, and the interface of its kind. */
    private static final Map<String, Class<?>> PARTS = Map.of(
            "data",
            DataSource.class,
            "generator",
            Generator.class,
            "prior",
            Prior.class,
            "critic",
            Critic.class,
            "loss",
            Loss.class,
            "scheme",
            Scheme.class,
            OptimizerBlocks.GENERATOR + ".learning-rate",
            Schedule.class,
            OptimizerBlocks.CRITIC,
            Optimizer.class,
            "ema.decay",
            Schedule.class);

    private static final String SHARDS = "backend.shards";

    /** The keys that are {@code null} in the reference and need not be set. */
    private static final Set<String> OPTIONAL = Set.of(
            "name",
            OptimizerBlocks.CRITIC,
            SHARDS,
            "keep-best.metric",
            "keep-best.better",
            "stop-when.metric",
            "stop-when.below",
            "stop-when.above",
            "stop-when.not-better-for");

    private static final String AUTO = "auto";

    private final Components components;
    private final RecipeText text;
    private final KeyReport report;
    private final ComponentBlocks blocks;

    private RecipeReader(Components components, RecipeText text, Problems problems) {
        this.components = components;
        this.text = text;
        this.report = new KeyReport(text, problems);
        this.blocks = new ComponentBlocks(components, text, report);
    }

    /**
     * Reads a file.
     *
     * @param overrides each {@code key=value}, both in HOCON; they win over the file, and the later ones over the earlier
     * @throws RecipeException with everything that is wrong
     */
    public static Recipe read(Path file, List<String> overrides, Components components) {
        return read(file, overrides, Includes.NEARBY, components);
    }

    /**
     * Reads a file that may include from elsewhere.
     *
     * @param overrides each {@code key=value}, both in HOCON; they win over the file, and the later ones over the earlier
     * @throws RecipeException with everything that is wrong
     */
    public static Recipe read(Path file, List<String> overrides, Includes includes, Components components) {
        Problems problems = new Problems();
        RecipeText text = RecipeText.of(file, overrides, includes, RecipeText.reference(), problems);
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        return new RecipeReader(components, text, problems).read(name);
    }

    /**
     * Reads a recipe that is not in a file.
     *
     * @param name stands for the file in messages, and is the recipe's name if it sets none
     * @param overrides each {@code key=value}, both in HOCON; they win over the content, and the later ones over the earlier
     * @throws RecipeException with everything that is wrong
     */
    public static Recipe read(String name, String content, List<String> overrides, Components components) {
        Problems problems = new Problems();
        RecipeText text = RecipeText.of(name, content, overrides, problems);
        return new RecipeReader(components, text, problems).read(name);
    }

    /**
     * Reads a recipe that was kept, such as a checkpoint's. It is data: plain JSON, in which nothing is included and no
     * environment variable is read. Listeners that cannot be had here are left out, with a warning.
     *
     * @param name stands for the file in messages
     * @throws RecipeException with everything that is wrong
     */
    public static Recipe readKept(String name, String json, Components components) {
        Problems problems = new Problems();
        RecipeText text = RecipeText.ofJson(name, json, problems);
        return new RecipeReader(components, text, problems).readKept("kept");
    }

    /**
     * Reads the file in which a run kept its recipe, to go on with the run. Listeners that cannot be had here are left out, with a
     * warning.
     *
     * @param overrides each {@code key=value}, both in HOCON; they win over the file, and the later ones over the earlier
     * @throws RecipeException with everything that is wrong
     */
    public static Recipe readToResume(Path file, List<String> overrides, Includes includes, Components components) {
        Problems problems = new Problems();
        RecipeText text = RecipeText.of(file, overrides, includes, RecipeText.reference(), problems);
        return new RecipeReader(components, text, problems).readKept("kept");
    }

    /**
     * Reads a data source that stands outside of recipes.
     *
     * @param origin stands for the file in messages
     * @param text as the key {@code data} of a recipe, or {@code NAME { ... }}
     * @throws RecipeException with everything that is wrong
     */
    public static Chosen<DataSource> data(String origin, String text, Components components) {
        return part(Kind.DATA, "data", origin, text, components);
    }

    /**
     * Reads a feature extractor that stands outside of recipes.
     *
     * @param origin stands for the file in messages
     * @param text as the key {@code features} of a metric, or {@code NAME { ... }}
     * @throws RecipeException with everything that is wrong
     */
    public static Chosen<Features> features(String origin, String text, Components components) {
        return part(Kind.FEATURES, "features", origin, text, components);
    }

    private static <T> Chosen<T> part(Kind<T> kind, String path, String origin, String text, Components components) {
        int block = text.indexOf('{');
        boolean named = block > 0 && !text.substring(0, block).isBlank();
        String typed = named ? "{ type = " + text.substring(0, block) + "}" + text.substring(block) : text;
        RecipeReader reader = part(origin, path + " = " + typed, components);
        Optional<T> chosen = reader.blocks.choice(kind, path);
        reader.report.problems().throwIfAny();
        return new Chosen<>(chosen.orElseThrow(), reader.blocks.effective().getObject(path));
    }

    /**
     * Reads metrics that stand outside of recipes.
     *
     * @param origin stands for the file in messages
     * @param text as inside the block {@code metrics} of a recipe
     * @param otherwise what metrics that can look at features look at where they name none
     * @throws RecipeException with everything that is wrong
     */
    public static SequencedMap<String, MeasuredMetric> metrics(
            String origin, String text, Optional<Chosen<Features>> otherwise, Components components) {
        RecipeReader reader = part(origin, "metrics {" + text + "}", components);
        SequencedMap<String, MeasuredMetric> metrics = reader.metrics().read(otherwise);
        reader.report.problems().throwIfAny();
        return metrics;
    }

    private static RecipeReader part(String origin, String content, Components components) {
        Problems problems = new Problems();
        return new RecipeReader(components, RecipeText.of(origin, content, List.of(), problems), problems);
    }

    /** The keys that every recipe can have, beside those of its components. */
    public static List<Key> keys() {
        return Key.of(RecipeText.reference(), PARTS, OPTIONAL);
    }

    /** The framework's key in the block of a constraint. */
    private record Application(int every) {}

    private Recipe read(String defaultName) {
        return read(defaultName, this::listeners);
    }

    private Recipe readKept(String defaultName) {
        return read(defaultName, this::listenersFoundHere);
    }

    private Recipe read(String defaultName, Supplier<SequencedMap<String, Listener>> listening) {
        Optional<TrainingSettings> settings = settings(defaultName);
        Optional<DataSource> data = blocks.choice(Kind.DATA, "data");
        Optional<Generator> generator = blocks.choice(Kind.GENERATOR, "generator");
        Optional<Prior> prior = blocks.choice(Kind.PRIOR, "prior");
        Optional<Scheme> scheme = blocks.choice(Kind.SCHEME, "scheme");
        Optional<Scheme> withoutCritic = scheme.filter(chosen -> !chosen.hasCritic());
        Optional<Critic> critic = withoutCritic.isPresent() ? Optional.empty() : blocks.choice(Kind.CRITIC, "critic");
        Optional<Loss> loss = withoutCritic.isPresent() ? Optional.empty() : blocks.choice(Kind.LOSS, "loss");
        SequencedMap<String, Condition> conditions = blocks.named(Kind.CONDITION, "conditions", blocks.plain());
        SequencedMap<String, AppliedConstraint> constraints = blocks.named(Kind.CONSTRAINT, "constraints", applied());
        SequencedMap<String, Regularizer> regularizers = blocks.named(Kind.REGULARIZER, "regularizers", blocks.plain());
        SequencedMap<String, MeasuredMetric> metrics = metrics().read(Optional.empty());
        SequencedMap<String, Listener> listeners = listening.get();
        OptimizerBlocks optimizers = new OptimizerBlocks(components, text, blocks);
        Optional<OptimizerChoice> generatorOptimizer = optimizers.generator();
        Optional<OptimizerChoice> criticOptimizer = optimizers.critic();
        loss.ifPresent(chosen -> labels(chosen, regularizers));
        withoutCritic.ifPresent(_ -> refuseWhatNeedsACritic(settings));
        scheme.ifPresent(chosen -> settings.ifPresent(read -> oneUpdateOfTheCritic(chosen, read.nCritic())));
        report.problems().throwIfAny();
        return new Recipe(
                settings.orElseThrow(),
                data.orElseThrow(),
                generator.orElseThrow(),
                prior.orElseThrow(),
                critic,
                loss,
                conditions,
                constraints,
                regularizers,
                metrics,
                listeners,
                scheme.orElseThrow(),
                generatorOptimizer.orElseThrow(),
                criticOptimizer.orElseThrow(),
                blocks.effective());
    }

    private Optional<TrainingSettings> settings(String defaultName) {
        Config reference = RecipeText.reference()
                .withValue("name", ConfigValueFactory.fromAnyRef(defaultName))
                // Kept with the run, which goes on with as many on another machine.
                .withValue(SHARDS, ConfigValueFactory.fromAnyRef(BackendChoice.defaultShards()));
        Function<Config, TrainingSettings> create = complete -> {
            blocks.effective(complete);
            Made<TrainingSettings> settings =
                    Settings.bind(MethodHandles.lookup(), TrainingSettings.class, complete, components);
            blocks.effective(settings.settings());
            device(settings.component().backend().device());
            return settings.component();
        };
        try {
            // The component decides about the keys in this block.
            Config written = text.settings().toConfig().withoutPath(OptimizerBlocks.GENERATOR);
            return Optional.of(Settings.create(
                    create, written.hasPath("name") ? written : written.withoutPath("name"), reference));
        } catch (ConfigException.ValidationFailed e) {
            report.refused("", e);
            return Optional.empty();
        }
    }

    private void device(String device) {
        Set<String> devices = new TreeSet<>(Set.of(AUTO));
        components.backends().forEach(backend -> devices.add(backend.device()));
        boolean known =
                device.equals(AUTO) || components.backends().stream().anyMatch(backend -> backend.isCalled(device));
        if (!known) {
            report.add(
                    "backend.device",
                    "unknown device '%s'.%s The devices are: %s%s"
                            .formatted(
                                    device,
                                    NearestName.hint(device, devices),
                                    String.join(", ", devices),
                                    components.setAsideHint()));
        }
    }

    private SequencedMap<String, Listener> listeners() {
        return blocks.named(Kind.LISTENER, "listeners", blocks.plain());
    }

    /** The blocks of those that are left out stay in the effective recipe: who has the plugin hears the run again. */
    private SequencedMap<String, Listener> listenersFoundHere() {
        RecipeReader apart = new RecipeReader(components, text, new Problems());
        apart.blocks.effective(blocks.effective());
        SequencedMap<String, Listener> found = apart.listeners();
        blocks.effective(apart.blocks.effective());
        apart.report.problems().all().forEach(problem -> LOG.warn("Goes on without a listener: {}", problem));
        return found;
    }

    private MetricBlocks metrics() {
        return new MetricBlocks(components, text, report, blocks);
    }

    private ComponentBlocks.BlockMaker<LipschitzConstraint, AppliedConstraint> applied() {
        Config framework = ConfigFactory.parseString("every = 1");
        return new ComponentBlocks.BlockMaker<>(framework, (component, settings) -> {
            Application chosen = Settings.bind(MethodHandles.lookup(), Application.class, settings);
            Made<LipschitzConstraint> made =
                    component.create().make(ComponentBlocks.without(settings, framework), components);
            return ComponentBlocks.with(settings, made, new AppliedConstraint(made.component(), chosen.every));
        });
    }

    private void labels(Loss loss, SequencedMap<String, Regularizer> regularizers) {
        regularizers.forEach((name, regularizer) -> {
            if (regularizer instanceof Regularizer.LabelChange && !loss.usesLabels()) {
                String path = ConfigUtil.joinPath("regularizers", name);
                report.add(
                        path,
                        "'%s' changes labels, which the loss '%s' does not use. Remove it, or choose another loss"
                                .formatted(path, blocks.effective().getString("loss.type")));
            }
        });
    }

    private void oneUpdateOfTheCritic(Scheme scheme, int nCritic) {
        try {
            Recipe.require(scheme, nCritic);
        } catch (IllegalArgumentException e) {
            report.add("n-critic", String.valueOf(e.getMessage()));
        }
    }

    private void refuseWhatNeedsACritic(Optional<TrainingSettings> read) {
        Config settings = text.settings().toConfig();
        List<String> found = new ArrayList<>();
        Stream.of("critic", "loss").filter(settings::hasPath).forEach(found::add);
        if (read.filter(chosen -> chosen.unroll().steps() > 0).isPresent()) {
            found.add("unroll.steps");
        }
        for (String path : List.of("conditions", "constraints", "regularizers")) {
            if (blocks.effective().root().get(path) instanceof ConfigObject block) {
                block.keySet().forEach(name -> found.add(path + "." + ConfigUtil.joinPath(name)));
            }
        }
        found.forEach(path -> report.add(
                path,
                "'%s' goes with a critic, which scheme '%s' does not have. Remove it"
                        .formatted(path, blocks.effective().getString("scheme.type"))));
    }
}
