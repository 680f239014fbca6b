package dev.gantry.runtime.component;

import dev.gantry.core.component.Provider;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.ScheduleProvider;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.FeaturesProvider;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.run.Listener;
import dev.gantry.core.run.ListenerProvider;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.scheme.SchemeProvider;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionProvider;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.OptimizerProvider;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.PriorProvider;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of component that recipes name.
 *
 * @param <T> the interface that its components implement
 */
public final class Kind<T> {

    public static final Kind<DataSource> DATA =
            new Kind<>("data source", "data sources", DataSource.class, DataSourceProvider.class);
    public static final Kind<Generator> GENERATOR =
            new Kind<>("generator", "generators", Generator.class, GeneratorProvider.class);
    public static final Kind<Critic> CRITIC = new Kind<>("critic", "critics", Critic.class, CriticProvider.class);
    public static final Kind<Layer> LAYER = new Kind<>("layer", "layers", Layer.class, LayerProvider.class);
    public static final Kind<Loss> LOSS = new Kind<>("loss", "losses", Loss.class, LossProvider.class);
    public static final Kind<Condition> CONDITION =
            new Kind<>("condition", "conditions", Condition.class, ConditionProvider.class);
    public static final Kind<LipschitzConstraint> CONSTRAINT = new Kind<>(
            "constraint", "constraints", LipschitzConstraint.class, LipschitzConstraintProvider.class, "every");
    public static final Kind<Regularizer> REGULARIZER =
            new Kind<>("regularizer", "regularizers", Regularizer.class, RegularizerProvider.class);
    public static final Kind<Features> FEATURES =
            new Kind<>("feature extractor", "feature extractors", Features.class, FeaturesProvider.class);
    public static final Kind<Metric> METRIC =
            new Kind<>("metric", "metrics", Metric.class, MetricProvider.class, "features");
    public static final Kind<Listener> LISTENER =
            new Kind<>("listener", "listeners", Listener.class, ListenerProvider.class);
    public static final Kind<Scheme> SCHEME = new Kind<>("scheme", "schemes", Scheme.class, SchemeProvider.class);
    public static final Kind<Optimizer> OPTIMIZER =
            new Kind<>("optimizer", "optimizers", Optimizer.class, OptimizerProvider.class, "learning-rate");
    public static final Kind<Prior> PRIOR = new Kind<>("prior", "priors", Prior.class, PriorProvider.class);
    public static final Kind<Schedule> SCHEDULE =
            new Kind<>("schedule", "schedules", Schedule.class, ScheduleProvider.class);

    private final String name;
    private final String plural;
    private final Class<T> type;
    private final Class<? extends Provider<T>> provider;
    private final Set<String> recipeKeys;

    private Kind(
            String name, String plural, Class<T> type, Class<? extends Provider<T>> provider, String... recipeKeys) {
        this.name = name;
        this.plural = plural;
        this.type = type;
        this.provider = provider;
        this.recipeKeys = Stream.concat(Stream.of("type"), Arrays.stream(recipeKeys))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every kind, in the order of a recipe. */
    public static List<Kind<?>> all() {
        return List.of(
                DATA,
                GENERATOR,
                CRITIC,
                LAYER,
                LOSS,
                CONDITION,
                CONSTRAINT,
                REGULARIZER,
                FEATURES,
                METRIC,
                LISTENER,
                SCHEME,
                OPTIMIZER,
                PRIOR,
                SCHEDULE);
    }

    /**
     * The kind whose components implement {@code type}.
     *
     * @throws IllegalArgumentException if there is none
     */
    @SuppressWarnings("unchecked") // of this type
    public static <T> Kind<T> of(Class<T> type) {
        return (Kind<T>) all().stream()
                .filter(kind -> kind.type == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind of component is a " + type.getName()));
    }

    /** The kind's name in messages, for example {@code data source}. */
    public String singular() {
        return name;
    }

    /** The same of several, for example {@code data sources}. */
    public String plural() {
        return plural;
    }

    /** The interface that its components implement. */
    public Class<T> type() {
        return type;
    }

    /** The service that providers of this kind implement. */
    public Class<? extends Provider<T>> provider() {
        return provider;
    }

    /** The keys in a component's block that are the recipe's own, and that no component can have. */
    public Set<String> recipeKeys() {
        return Collections.unmodifiableSet(recipeKeys);
    }

    @Override
    public String toString() {
        return name;
    }
}
