package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.Made;
import dev.gantry.core.component.NearestName;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.Settings;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.Metric;
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
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
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

    private static final String LISTENERS = "listeners";
    private static final String GENERATOR_OPTIMIZER = "optimizer.generator";
    private static final String CRITIC_OPTIMIZER = "optimizer.critic";
    private static final String AUTO = "auto";

    private final Components components;
    private final RecipeText text;
    private final Problems problems;
    private Config effective = ConfigFactory.empty();

    private RecipeReader(Components components, RecipeText text, Problems problems) {
        this.components = components;
        this.text = text;
        this.problems = problems;
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
        Optional<T> chosen = reader.choice(kind, path);
        reader.problems.throwIfAny();
        return new Chosen<>(chosen.orElseThrow(), reader.effective.getObject(path));
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
        SequencedMap<String, MeasuredMetric> metrics = reader.metrics(otherwise);
        reader.problems.throwIfAny();
        return metrics;
    }

    private static RecipeReader part(String origin, String content, Components components) {
        Problems problems = new Problems();
        return new RecipeReader(components, RecipeText.of(origin, content, List.of(), problems), problems);
    }

    /** The keys that every recipe can have, beside those of its components. */
    public static List<Key> keys() {
        return Key.of(RecipeText.reference());
    }

    /** The framework's key in the block of a constraint. */
    private record Application(int every) {}

    /** The framework's key in the block of an optimizer. */
    private record Pace(Schedule learningRate) {}

    private Recipe read(String defaultName) {
        return read(defaultName, () -> named(Kind.LISTENER, LISTENERS, plain()));
    }

    private Recipe readKept(String defaultName) {
        return read(defaultName, this::listenersFoundHere);
    }

    private Recipe read(String defaultName, Supplier<SequencedMap<String, Listener>> listening) {
        Optional<TrainingSettings> settings = settings(defaultName);
        Optional<DataSource> data = choice(Kind.DATA, "data");
        Optional<Generator> generator = choice(Kind.GENERATOR, "generator");
        Optional<Prior> prior = choice(Kind.PRIOR, "prior");
        Optional<Scheme> scheme = choice(Kind.SCHEME, "scheme");
        Optional<Scheme> withoutCritic = scheme.filter(chosen -> !chosen.hasCritic());
        Optional<Critic> critic = withoutCritic.isPresent() ? Optional.empty() : choice(Kind.CRITIC, "critic");
        Optional<Loss> loss = withoutCritic.isPresent() ? Optional.empty() : choice(Kind.LOSS, "loss");
        SequencedMap<String, Condition> conditions = named(Kind.CONDITION, "conditions", plain());
        SequencedMap<String, AppliedConstraint> constraints = named(Kind.CONSTRAINT, "constraints", applied());
        SequencedMap<String, Regularizer> regularizers = named(Kind.REGULARIZER, "regularizers", plain());
        SequencedMap<String, MeasuredMetric> metrics = metrics(Optional.empty());
        SequencedMap<String, Listener> listeners = listening.get();
        Optional<OptimizerChoice> generatorOptimizer = generatorOptimizer();
        Optional<OptimizerChoice> criticOptimizer = criticOptimizer();
        loss.ifPresent(chosen -> labels(chosen, regularizers));
        withoutCritic.ifPresent(_ -> refuseWhatNeedsACritic(settings));
        scheme.ifPresent(chosen -> settings.ifPresent(read -> oneUpdateOfTheCritic(chosen, read.nCritic())));
        problems.throwIfAny();
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
                effective);
    }

    private Optional<TrainingSettings> settings(String defaultName) {
        ConfigValue none = ConfigValueFactory.fromAnyRef(null);
        Config reference = RecipeText.reference()
                .withValue("name", ConfigValueFactory.fromAnyRef(defaultName))
                // The component decides about the keys in this block.
                .withValue(GENERATOR_OPTIMIZER, none);
        Function<Config, TrainingSettings> create = complete -> {
            effective = complete;
            Made<TrainingSettings> settings =
                    Settings.bind(MethodHandles.lookup(), TrainingSettings.class, complete, components);
            effective = settings.settings();
            device(settings.component().backend().device());
            return settings.component();
        };
        try {
            Config written = text.settings().toConfig();
            return Optional.of(Settings.create(
                    create, written.hasPath("name") ? written : written.withoutPath("name"), reference));
        } catch (ConfigException.ValidationFailed e) {
            report("", e);
            return Optional.empty();
        }
    }

    private void device(String device) {
        Set<String> devices = new TreeSet<>(Set.of(AUTO));
        components.backends().forEach(backend -> devices.add(backend.device()));
        if (!devices.contains(device)) {
            add(
                    "backend.device",
                    "unknown device '%s'.%s The devices are: %s%s"
                            .formatted(
                                    device,
                                    NearestName.hint(device, devices),
                                    String.join(", ", devices),
                                    components.setAsideHint()));
        }
    }

    private <T> Optional<T> choice(Kind<T> kind, String path) {
        return block(kind, path).flatMap(block -> chosen(kind, path, block, plain()));
    }

    /** The block of settings that chooses one component; {@code loss = hinge} is short for {@code loss { type = hinge }}. */
    private Optional<ConfigObject> block(Kind<?> kind, String path) {
        Config settings = text.settings().toConfig();
        if (!settings.hasPath(path)) {
            mustBeSet(kind, path);
            return Optional.empty();
        }
        ConfigValue value = settings.getValue(path);
        if (value instanceof ConfigObject block) {
            return Optional.of(block);
        }
        if (value.valueType() == ConfigValueType.STRING) {
            return Optional.of(value.atKey("type").root());
        }
        add(
                path,
                "'%s' must be the name of a %s or a block { type = NAME, ... }, found %s"
                        .formatted(path, kind, Settings.shown(value)));
        return Optional.empty();
    }

    private <T, R> Optional<R> chosen(Kind<T> kind, String path, ConfigObject block, Maker<T, R> maker) {
        String typePath = path + ".type";
        ConfigValue type = block.get("type");
        if (type == null || type.valueType() == ConfigValueType.NULL) {
            mustBeSet(kind, typePath);
            return Optional.empty();
        }
        String name = String.valueOf(type.unwrapped());
        Optional<R> made =
                entry(kind, name, typePath).flatMap(entry -> make(entry, path, block.withoutKey("type"), maker));
        effective = effective.withValue(typePath, type);
        return made;
    }

    private <T, R> SequencedMap<String, R> named(Kind<T> kind, String path, Maker<T, R> maker) {
        SequencedMap<String, R> named = new LinkedHashMap<>();
        ConfigValue value = text.settings().get(path);
        if (value == null || value.valueType() == ConfigValueType.NULL) {
            effective = effective.withValue(path, ConfigFactory.empty().root());
            return named;
        }
        if (!(value instanceof ConfigObject block)) {
            add(path, "'%s' must be a block { NAME { ... }, ... }, found %s".formatted(path, Settings.shown(value)));
            return named;
        }
        // Not in the file's order, which the effective recipe does not keep: sums would differ in their last bits.
        for (String name : new TreeSet<>(block.keySet())) {
            String place = path + "." + ConfigUtil.joinPath(name);
            ConfigValue settings = block.get(name);
            Optional<Components.Entry<T>> component = entry(kind, name, place);
            if (settings instanceof ConfigObject object) {
                component.flatMap(known -> make(known, place, object, maker)).ifPresent(made -> named.put(name, made));
            } else if (settings == null || settings.valueType() == ConfigValueType.NULL) {
                effective = effective.withoutPath(place);
            } else {
                add(
                        place,
                        "'%s' must be a block of settings, {} for the defaults or null for none, found %s"
                                .formatted(place, Settings.shown(settings)));
            }
        }
        return named;
    }

    /** The blocks of those that are left out stay in the effective recipe: who has the plugin hears the run again. */
    private SequencedMap<String, Listener> listenersFoundHere() {
        RecipeReader apart = new RecipeReader(components, text, new Problems());
        apart.effective = effective;
        SequencedMap<String, Listener> found = apart.named(Kind.LISTENER, LISTENERS, plain());
        effective = apart.effective;
        apart.problems.all().forEach(problem -> LOG.warn("Goes on without a listener: {}", problem));
        return found;
    }

    private Maker<LipschitzConstraint, AppliedConstraint> applied() {
        Config framework = ConfigFactory.parseString("every = 1");
        return new Maker<>(framework, (component, settings) -> {
            Application chosen = Settings.bind(MethodHandles.lookup(), Application.class, settings);
            Made<LipschitzConstraint> made = component.create().make(without(settings, framework), components);
            return with(settings, made, new AppliedConstraint(made.component(), chosen.every));
        });
    }

    private SequencedMap<String, MeasuredMetric> metrics(Optional<Chosen<Features>> otherwise) {
        Config framework = ConfigFactory.parseString("features = null");
        Maker<Metric, Metric> maker = new Maker<>(framework, (component, settings) -> {
            Made<Metric> made = component.create().make(without(settings, framework), components);
            return with(settings, made, made.component());
        });
        SequencedMap<String, MeasuredMetric> metrics = new LinkedHashMap<>();
        named(Kind.METRIC, "metrics", maker)
                .forEach((name, metric) ->
                        measured(metric, name, otherwise).ifPresent(measured -> metrics.put(name, measured)));
        return metrics;
    }

    private Optional<MeasuredMetric> measured(Metric metric, String name, Optional<Chosen<Features>> otherwise) {
        String path = "metrics." + ConfigUtil.joinPath(name) + ".features";
        Optional<Chosen<Features>> features = metric.input() == Metric.Input.SAMPLES ? Optional.empty() : otherwise;
        if (text.settings().toConfig().hasPath(path)) {
            features = choice(Kind.FEATURES, path).map(made -> new Chosen<>(made, effective.getObject(path)));
            if (features.isEmpty()) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(new MeasuredMetric(metric, features));
        } catch (IllegalArgumentException e) {
            add(path, String.valueOf(e.getMessage()).replace("'features'", "'" + path + "'"));
            return Optional.empty();
        }
    }

    /** What was made with a component, whose keys in the settings have what they leave out. */
    private static <R> Made<R> with(Config settings, Made<?> component, R made) {
        return new Made<>(
                made, inherit(component.settings().root(), settings.root()).toConfig());
    }

    private static Config without(Config settings, Config framework) {
        ConfigObject own = settings.root();
        for (String key : framework.root().keySet()) {
            own = own.withoutKey(key);
        }
        return own.toConfig();
    }

    private Optional<OptimizerChoice> generatorOptimizer() {
        return generatorOptimizerBlock().flatMap(block -> optimizer(GENERATOR_OPTIMIZER, block));
    }

    private Optional<ConfigObject> generatorOptimizerBlock() {
        ConfigObject defaults = RecipeText.reference().getObject(GENERATOR_OPTIMIZER);
        return block(Kind.OPTIMIZER, GENERATOR_OPTIMIZER).map(own -> inherit(own, defaults));
    }

    /** Keys that the critic's block leaves out are as for the generator, unless the optimizer is another one. */
    private Optional<OptimizerChoice> criticOptimizer() {
        Optional<ConfigObject> generator = generatorOptimizerBlock();
        if (!text.settings().toConfig().hasPath(CRITIC_OPTIMIZER)) {
            return generator.flatMap(block -> optimizer(CRITIC_OPTIMIZER, block));
        }
        return block(Kind.OPTIMIZER, CRITIC_OPTIMIZER).flatMap(own -> {
            Optional<ConfigObject> same = generator.filter(
                    block -> !own.containsKey("type") || Objects.equals(own.get("type"), block.get("type")));
            return optimizer(
                    CRITIC_OPTIMIZER, same.map(block -> inherit(own, block)).orElse(own));
        });
    }

    /** What a block leaves out is taken from another, also inside its blocks, unless these are of another type. */
    private static ConfigObject inherit(ConfigObject own, ConfigObject from) {
        ConfigObject all = from;
        for (Map.Entry<String, ConfigValue> entry : own.entrySet()) {
            ConfigValue value = entry.getValue();
            if (value instanceof ConfigObject block
                    && from.get(entry.getKey()) instanceof ConfigObject other
                    && (!block.containsKey("type") || Objects.equals(block.get("type"), other.get("type")))) {
                value = inherit(block, other);
            }
            all = all.withValue(entry.getKey(), value);
        }
        return all;
    }

    private Optional<OptimizerChoice> optimizer(String path, ConfigObject block) {
        Config pace = RecipeText.reference().getConfig(GENERATOR_OPTIMIZER).withoutPath("type");
        Maker<Optimizer, OptimizerChoice> maker = new Maker<>(pace, (component, settings) -> {
            Made<Pace> chosen = Settings.bind(MethodHandles.lookup(), Pace.class, settings, components);
            Made<Optimizer> made = component.create().make(without(settings, pace), components);
            return with(
                    chosen.settings(), made, new OptimizerChoice(made.component(), chosen.component().learningRate));
        });
        return chosen(Kind.OPTIMIZER, path, block, maker);
    }

    private void labels(Loss loss, SequencedMap<String, Regularizer> regularizers) {
        regularizers.forEach((name, regularizer) -> {
            if (regularizer instanceof Regularizer.LabelChange && !loss.usesLabels()) {
                String path = ConfigUtil.joinPath("regularizers", name);
                add(
                        path,
                        "'%s' changes labels, which the loss '%s' does not use. Remove it, or choose another loss"
                                .formatted(path, effective.getString("loss.type")));
            }
        });
    }

    private void oneUpdateOfTheCritic(Scheme scheme, int nCritic) {
        try {
            Recipe.require(scheme, nCritic);
        } catch (IllegalArgumentException e) {
            add("n-critic", String.valueOf(e.getMessage()));
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
            if (effective.root().get(path) instanceof ConfigObject block) {
                block.keySet().forEach(name -> found.add(path + "." + ConfigUtil.joinPath(name)));
            }
        }
        found.forEach(path -> add(
                path,
                "'%s' goes with a critic, which scheme '%s' does not have. Remove it"
                        .formatted(path, effective.getString("scheme.type"))));
    }

    /** How a component is made of settings with the keys of {@code framework} and its own. */
    private record Maker<T, R>(Config framework, BiFunction<Component<T>, Config, Made<R>> create) {}

    private <T> Maker<T, T> plain() {
        return new Maker<>(
                ConfigFactory.empty(),
                (component, settings) -> component.create().make(settings, components));
    }

    private <T, R> Optional<R> make(Components.Entry<T> entry, String path, ConfigObject settings, Maker<T, R> maker) {
        Component<T> component = entry.component();
        Config reference = maker.framework.withFallback(component.reference());
        Function<Config, R> create = complete -> {
            effective = effective.withValue(path, text.placed(path, complete.root()));
            Made<R> made = maker.create.apply(component, complete);
            effective =
                    effective.withValue(path, text.placed(path, made.settings().root()));
            return made.component();
        };
        try {
            return Optional.of(Settings.create(create, settings.toConfig(), reference));
        } catch (ConfigException.ValidationFailed e) {
            report(path, e);
        } catch (RuntimeException | LinkageError e) {
            add(path, "'%s': %s".formatted(path, entry.failed(e)));
        }
        return Optional.empty();
    }

    private <T> Optional<Components.Entry<T>> entry(Kind<T> kind, String name, String path) {
        Optional<Components.Entry<T>> entry = components.find(kind, name);
        if (entry.isEmpty()) {
            add(path, components.unknown(kind, name));
        }
        return entry;
    }

    private void mustBeSet(Kind<?> kind, String path) {
        String choice = components.of(kind).isEmpty() ? ". " : " to ";
        add(path, "'" + path + "' must be set" + choice + components.available(kind, "one of the " + kind.plural()));
    }

    private void report(String block, ConfigException.ValidationFailed failed) {
        String prefix = block.isEmpty() ? "" : block + ".";
        for (ValidationProblem problem : failed.problems()) {
            String quoted = "'" + prefix + problem.path() + "'";
            String message = problem.problem().replace("'" + problem.path() + "'", quoted);
            if (problem.path().isEmpty()) {
                add(block, block.isEmpty() ? problem.problem() : "'" + block + "': " + problem.problem());
            } else if (problem.path().contains("[")) {
                problems.add(text.locate(problem.origin(), prefix + problem.path()), message);
            } else {
                add(prefix + problem.path(), message);
            }
        }
    }

    private void add(String path, String message) {
        if (text.isUnresolved(path)) {
            return;
        }
        // What the critic's optimizer takes from the generator's is wrong there, and once.
        String written = path;
        if (path.startsWith(CRITIC_OPTIMIZER)) {
            String generators = path.replace(CRITIC_OPTIMIZER, GENERATOR_OPTIMIZER);
            if (!text.has(ownKey(path)) || text.locate(path).equals(text.locate(generators))) {
                written = generators;
            }
        }
        problems.add(text.locate(written), message.replace("'" + path + "'", "'" + written + "'"));
    }

    /** The key in the critic's block that a problem's path leads into. */
    private static String ownKey(String path) {
        List<String> keys = Settings.keys(path);
        return ConfigUtil.joinPath(keys.subList(0, Math.min(3, keys.size())));
    }
}
