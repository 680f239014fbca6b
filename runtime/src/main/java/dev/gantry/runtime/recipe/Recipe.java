package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.DataSource;
import dev.gantry.core.spi.Features;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Metric;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.Progress;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Require;
import dev.gantry.core.spi.Schedule;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * Everything that decides a training run, checked.
 *
 * @param name names the run's folder
 * @param seed decides every random choice
 * @param steps how many updates of the generator, at least 1
 * @param batchSize samples in a batch, from 1 to 1,000,000
 * @param conditions by component name, in alphabetical order
 * @param constraints by component name, in alphabetical order
 * @param regularizers by component name, in alphabetical order
 * @param metrics by component name, in alphabetical order
 * @param prior where the generator's latent vectors come from
 * @param critic present where the scheme {@link Scheme#hasCritic has one}
 * @param loss present where there is a critic
 * @param scheme in which order the players move
 * @param unroll how far the generator looks ahead
 * @param nCritic updates of the critic before each update of the generator, at least 1; see {@link #criticUpdates}
 * @param emaDecay of the moving average of the generator's parameters, from 0 to below 1, always 0 for none; see {@link
 *     #averageDecay}
 * @param device {@code auto}, or the {@link dev.gantry.engine.backend.BackendProvider#device device} to train on
 * @param keepCheckpoints how many checkpoints to keep, at least 1; older ones are deleted
 * @param effective the whole recipe with all defaults; rendered, it can be read again to an equal recipe
 */
public record Recipe(
        String name,
        long seed,
        int steps,
        int batchSize,
        DataSource data,
        Generator generator,
        Prior prior,
        Optional<Critic> critic,
        Optional<Loss> loss,
        SequencedMap<String, Condition> conditions,
        SequencedMap<String, AppliedConstraint> constraints,
        SequencedMap<String, Regularizer> regularizers,
        SequencedMap<String, MeasuredMetric> metrics,
        Scheme scheme,
        Unroll unroll,
        int nCritic,
        CriticWarmUp criticWarmUp,
        OptimizerChoice generatorOptimizer,
        OptimizerChoice criticOptimizer,
        Schedule emaDecay,
        String device,
        Every every,
        int keepCheckpoints,
        Config effective) {

    /** What every system takes as a file's name. */
    private static final Pattern FILE_NAME =
            Pattern.compile("[^\\p{Cntrl}/\\\\:*?\"<>|]*[^\\p{Cntrl}/\\\\:*?\"<>|.\\s]");

    /** The names of devices on Windows. */
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    /** With a time behind it, below the 255 that file systems take. */
    private static final int LONGEST_NAME = 200;

    private static final int MOST_SAMPLES = 1_000_000;

    /**
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Recipe {
        require(name, steps, batchSize, nCritic, keepCheckpoints);
        emaDecay = Require.decay("ema-decay", emaDecay);
        require(scheme, nCritic);
        Require.that(
                critic.isPresent() == scheme.hasCritic() && loss.isPresent() == scheme.hasCritic(),
                "critic",
                "set together with 'loss', and left out where 'scheme' has none",
                critic.isPresent() ? "a critic" : "none");
        conditions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(conditions));
        constraints = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(constraints));
        regularizers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(regularizers));
        metrics = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metrics));
    }

    static void require(String name, int steps, int batchSize, int nCritic, int keepCheckpoints) {
        Require.that(
                isFileName(name),
                "name",
                "a name for a folder, of at most 200 bytes, without any of / \\ : * ? \" < > | and without a dot or a space at"
                        + " its end",
                "'" + name + "'");
        Require.positive("steps", steps);
        Require.count("batch-size", MOST_SAMPLES, batchSize);
        Require.positive("n-critic", nCritic);
        Require.positive("keep-checkpoints", keepCheckpoints);
    }

    static void require(Scheme scheme, int nCritic) {
        Require.that(
                nCritic == 1 || scheme.heedsCriticUpdates(),
                "n-critic",
                "1 where 'scheme' updates each player once in a step",
                nCritic);
    }

    private static boolean isFileName(String name) {
        return FILE_NAME.matcher(name).matches()
                && !DEVICE.matcher(name).matches()
                && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }

    /**
     * The generator's loss after further updates of the critic, on the same batch, through which its gradient flows: Metz et
     * al., Unrolled Generative Adversarial Networks, 2017, equations 7 to 11. The critic's own updates are not changed.
     *
     * @param steps how many updates, 0 for none
     */
    public record Unroll(int steps) {

        public Unroll {
            Require.notNegative("steps", steps);
        }
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
    }

    /**
     * How many updates of the critic come before an update of the generator, warm-up included.
     *
     * @param step the generator's update, counted from 0
     */
    public int criticUpdates(int step) {
        boolean warmUp = step < criticWarmUp.steps || (criticWarmUp.every > 0 && step % criticWarmUp.every == 0);
        return warmUp ? criticWarmUp.nCritic : nCritic;
    }

    /**
     * How much of the generator's moving average an update keeps: {@code emaDecay}, but at most (step + 1) / (step + 10), so
     * that the first parameters are soon forgotten.
     *
     * @param step the generator's update, counted from 0
     */
    public double averageDecay(int step) {
        return Math.min(emaDecay.at(progress(step)), (step + 1.0) / (step + 10.0));
    }

    /** Whether there is a moving average of the generator's parameters. */
    public boolean averages() {
        return !emaDecay.always(0);
    }

    /**
     * Where the run is before a step.
     *
     * @param step counted from 0; as many as there are for the end
     */
    public Progress progress(int step) {
        return new Progress(step, steps, samples(step), samples(steps));
    }

    private long samples(int step) {
        long before = Math.min(step, criticWarmUp.steps);
        long rare = criticWarmUp.every == 0
                ? 0
                : Math.ceilDiv(step, criticWarmUp.every) - Math.ceilDiv((int) before, criticWarmUp.every);
        long many = scheme.heedsCriticUpdates() ? before + rare : 0;
        return (many * criticWarmUp.nCritic + (step - many) * nCritic) * batchSize;
    }

    /**
     * More updates of the critic at the start and now and then, as in the code of Arjovsky et al., "Wasserstein GAN" (2017): 100
     * in the first 25 steps of the generator and in every 500th.
     *
     * @param steps how many first steps have {@code nCritic} updates; 0 for none
     * @param nCritic updates of the critic in these steps, at least 1
     * @param every each step divisible by this has them too; 0 for none
     */
    public record CriticWarmUp(int steps, int nCritic, int every) {

        public CriticWarmUp {
            Require.notNegative("steps", steps);
            Require.positive("n-critic", nCritic);
            Require.notNegative("every", every);
        }
    }

    /**
     * What is done every so many steps of the generator; each at least 1.
     *
     * @param log a line with the losses
     * @param metrics the recipe's metrics
     * @param samples a grid of samples
     * @param checkpoint a checkpoint
     */
    public record Every(int log, int metrics, int samples, int checkpoint) {

        public Every {
            Require.positive("log", log);
            Require.positive("metrics", metrics);
            Require.positive("samples", samples);
            Require.positive("checkpoint", checkpoint);
        }
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
