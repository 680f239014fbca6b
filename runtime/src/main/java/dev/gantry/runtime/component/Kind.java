package dev.gantry.runtime.component;

import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.scheme.SchemeProvider;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionProvider;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.DataSource;
import dev.gantry.core.spi.DataSourceProvider;
import dev.gantry.core.spi.Features;
import dev.gantry.core.spi.FeaturesProvider;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Metric;
import dev.gantry.core.spi.MetricProvider;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.OptimizerProvider;
import dev.gantry.core.spi.Provider;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import java.util.List;

/**
 * A kind of component that recipes name.
 *
 * @param <T> the interface that its components implement
 */
public final class Kind<T> {

    public static final Kind<DataSource> DATA = new Kind<>("data source", "data sources", DataSourceProvider.class);
    public static final Kind<Generator> GENERATOR = new Kind<>("generator", "generators", GeneratorProvider.class);
    public static final Kind<Critic> CRITIC = new Kind<>("critic", "critics", CriticProvider.class);
    public static final Kind<Loss> LOSS = new Kind<>("loss", "losses", LossProvider.class);
    public static final Kind<Condition> CONDITION = new Kind<>("condition", "conditions", ConditionProvider.class);
    public static final Kind<LipschitzConstraint> CONSTRAINT =
            new Kind<>("constraint", "constraints", LipschitzConstraintProvider.class);
    public static final Kind<Regularizer> REGULARIZER =
            new Kind<>("regularizer", "regularizers", RegularizerProvider.class);
    public static final Kind<Features> FEATURES =
            new Kind<>("feature extractor", "feature extractors", FeaturesProvider.class);
    public static final Kind<Metric> METRIC = new Kind<>("metric", "metrics", MetricProvider.class);
    public static final Kind<Scheme> SCHEME = new Kind<>("scheme", "schemes", SchemeProvider.class);
    public static final Kind<Optimizer> OPTIMIZER = new Kind<>("optimizer", "optimizers", OptimizerProvider.class);

    private final String name;
    private final String plural;
    private final Class<? extends Provider<T>> provider;

    private Kind(String name, String plural, Class<? extends Provider<T>> provider) {
        this.name = name;
        this.plural = plural;
        this.provider = provider;
    }

    /** Every kind, in the order of a recipe. */
    public static List<Kind<?>> all() {
        return List.of(
                DATA, GENERATOR, CRITIC, LOSS, CONDITION, CONSTRAINT, REGULARIZER, FEATURES, METRIC, SCHEME, OPTIMIZER);
    }

    /** The kind's name in messages, for example {@code data source}. */
    public String singular() {
        return name;
    }

    /** The same of several, for example {@code data sources}. */
    public String plural() {
        return plural;
    }

    /** The service that providers of this kind implement. */
    public Class<? extends Provider<T>> provider() {
        return provider;
    }

    @Override
    public String toString() {
        return name;
    }
}
