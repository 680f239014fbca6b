package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricValue;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Everything that decides a training run, and who hears it, checked.
 *
 * @param conditions by component name, in alphabetical order
 * @param constraints by component name, in alphabetical order
 * @param regularizers by component name, in alphabetical order
 * @param metrics by component name, in alphabetical order
 * @param listeners by component name, in alphabetical order; they decide nothing of what is computed
 * @param prior where the generator's latent vectors come from
 * @param critic present where the scheme {@link Scheme#hasCritic has one}
 * @param loss present where there is a critic
 * @param scheme in which order the players move
 * @param effective the whole recipe with all defaults; rendered, it can be read again to an equal recipe
 */
public record Recipe(
        TrainingSettings settings,
        DataSource data,
        Generator generator,
        Prior prior,
        Optional<Critic> critic,
        Optional<Loss> loss,
        SequencedMap<String, Condition> conditions,
        SequencedMap<String, AppliedConstraint> constraints,
        SequencedMap<String, Regularizer> regularizers,
        SequencedMap<String, MeasuredMetric> metrics,
        SequencedMap<String, Listener> listeners,
        Scheme scheme,
        OptimizerChoice generatorOptimizer,
        OptimizerChoice criticOptimizer,
        Config effective) {

    /**
     * @throws IllegalArgumentException if parts do not go together
     */
    public Recipe {
        require(scheme, settings.nCritic());
        Require.that(
                critic.isPresent() == scheme.hasCritic() && loss.isPresent() == scheme.hasCritic(),
                "critic",
                "set together with 'loss', and left out where 'scheme' has none",
                critic.isPresent() ? "a critic" : "none");
        conditions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(conditions));
        constraints = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(constraints));
        regularizers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(regularizers));
        metrics = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metrics));
        listeners = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(listeners));
    }

    static void require(Scheme scheme, int nCritic) {
        Require.that(
                nCritic == 1 || scheme.heedsCriticUpdates(),
                "n-critic",
                "1 where 'scheme' updates each player once in a step",
                nCritic);
    }

    /**
     * A constraint, and how often it is applied.
     *
     * @param every applied in every so many updates of the critic, its penalty times that number; at least 1
     */
    public record AppliedConstraint(LipschitzConstraint constraint, int every) {

        public AppliedConstraint {
            Require.positive("every", every);
        }
    }

    /**
     * A metric, and what it looks at.
     *
     * @param features what the metric looks at in place of the samples; without them it looks at the samples themselves
     */
    public record MeasuredMetric(Metric metric, Optional<Chosen<Features>> features) {

        /**
         * @throws IllegalArgumentException if the metric looks at samples alone and there are features, or if it looks at class
         *     scores and there is no classifier
         */
        public MeasuredMetric {
            String found = features.map(Chosen::name).orElse("null");
            Require.that(
                    metric.input() != Metric.Input.SAMPLES || features.isEmpty(),
                    "features",
                    "null, because this metric looks at the samples themselves",
                    found);
            Require.that(
                    metric.input() != Metric.Input.CLASS_SCORES
                            || features.flatMap(chosen -> chosen.component().classScores())
                                    .isPresent(),
                    "features",
                    "a classifier",
                    found);
        }

        /** What stands for each sample; empty for the sample itself. */
        public Optional<Features> seen() {
            Optional<Features> chosen = features.map(Chosen::component);
            return metric.input() == Metric.Input.CLASS_SCORES ? chosen.flatMap(Features::classScores) : chosen;
        }

        /**
         * The name of a value among those of a run: with that of the features, since values of other features are not comparable,
         * for example {@code frechet-distance-of-random-convolution}.
         */
        public String qualified(String value) {
            return value + features.map(chosen -> "-of-" + chosen.name()).orElse("");
        }

        /** What is measured, by {@link #qualified} names. */
        public List<MetricValue> columns() {
            return metric.values().stream()
                    .map(value -> new MetricValue(qualified(value.name()), value.better()))
                    .toList();
        }
    }

    /**
     * Where the run is before a step.
     *
     * @param step counted from 0; as many as there are for the end
     */
    public Progress progress(int step) {
        return new Progress(step, settings.steps(), samples(step), samples(settings.steps()));
    }

    /** Whether a condition is told the classes of all samples, real and generated. */
    public boolean needsLabels() {
        return conditions.values().stream().anyMatch(Condition::needsLabels);
    }

    /** This recipe, where one worker does all. */
    public Recipe ofOneWorker() {
        return with(settings.withOneWorker());
    }

    /**
     * This recipe, where its critic is trained alone: a step is one update of the critic. So in its {@link #progress} the samples are
     * those of as many batches as there were steps, whatever {@code n-critic} and the critic's warm-up say.
     */
    public Recipe ofCriticAlone() {
        return with(settings.withOneUpdate());
    }

    private Recipe with(TrainingSettings other) {
        return new Recipe(
                other,
                data,
                generator,
                prior,
                critic,
                loss,
                conditions,
                constraints,
                regularizers,
                metrics,
                listeners,
                scheme,
                generatorOptimizer,
                criticOptimizer,
                effective);
    }

    private long samples(int step) {
        long warmedUp = scheme.heedsCriticUpdates() ? settings.criticWarmUp().stepsBefore(step) : 0;
        long batches = warmedUp * settings.criticWarmUp().nCritic() + (step - warmedUp) * settings.nCritic();
        return batches * settings.batchSize();
    }

    /**
     * What runs can be compared by, known without running one: the values of the metrics, and the error of a condition that holds
     * samples out.
     */
    public List<MetricValue> measured() {
        Stream<MetricValue> ofMetrics = metrics.values().stream().flatMap(metric -> metric.columns().stream());
        Stream<MetricValue> ofConditions = conditions.values().stream()
                .flatMap(condition -> condition.labelledSubset().stream())
                .filter(subset -> subset.heldOut() > 0)
                .map(_ -> MetricValue.lowerIsBetter(Condition.HELD_OUT_ERROR));
        return Stream.concat(ofMetrics, ofConditions).toList();
    }

    /**
     * An update rule and its learning rate.
     *
     * @param learningRate in each step, at least 0; 0 leaves the parameters as they are
     */
    public record OptimizerChoice(Optimizer optimizer, Schedule learningRate) {

        public OptimizerChoice {
            learningRate = Require.notNegative("learning-rate", learningRate);
        }
    }
}
