package dev.gantry.runtime.recipe;

import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.plan.Passes;
import dev.gantry.engine.plan.Precision;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys that every recipe has, beside its components: each record component is a key of {@code reference.conf}.
 *
 * @param name names the run's folder
 * @param seed decides every random choice
 * @param steps of the scheme, how many; at least 1
 * @param batchSize samples in a batch, from 1 to 1,000,000; a multiple of the number of workers
 * @param workers who share the work of a step
 * @param unroll how far the generator looks ahead
 * @param nCritic updates of the critic before each update of the generator, at least 1; see {@link #criticUpdates}
 * @param keepCheckpoints how many checkpoints to keep, at least 1; older ones are deleted
 * @param keepBest which checkpoint is kept beside the newest
 * @param stopWhen when training ends before {@code steps}
 * @param onDivergence what is done about a run that goes wrong
 * @param log what else tells of the run
 */
public record TrainingSettings(
        String name,
        long seed,
        int steps,
        int batchSize,
        SharedBatch workers,
        Unroll unroll,
        int nCritic,
        CriticWarmUp criticWarmUp,
        Ema ema,
        BackendChoice backend,
        Every every,
        int keepCheckpoints,
        KeepBest keepBest,
        StopWhen stopWhen,
        OnDivergence onDivergence,
        Log log) {

    /** What every system takes as a file's name. */
    private static final Pattern FILE_NAME =
            Pattern.compile("[^\\p{Cntrl}/\\\\:*?\"<>|]*[^\\p{Cntrl}/\\\\:*?\"<>|.\\s]");

    /** The names of devices on Windows. */
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    /** With a time behind it, below the 255 that file systems take. */
    private static final int LONGEST_NAME = 200;

    private static final int MOST_SAMPLES = 1_000_000;

    /**
     * @throws IllegalArgumentException if a value is out of its range
     */
    public TrainingSettings {
        Require.that(
                isFileName(name),
                "name",
                "a name for a folder, of at most 200 bytes, without any of / \\ : * ? \" < > | and without a dot or a"
                        + " space at its end",
                "'" + name + "'");
        Require.positive("steps", steps);
        Require.count("batch-size", MOST_SAMPLES, batchSize);
        Require.that(
                batchSize % workers.count == 0,
                "batch-size",
                "a multiple of the %d that 'workers.count' has".formatted(workers.count),
                batchSize);
        Require.positive("n-critic", nCritic);
        Require.positive("keep-checkpoints", keepCheckpoints);
    }

    private static boolean isFileName(String name) {
        return FILE_NAME.matcher(name).matches()
                && !DEVICE.matcher(name).matches()
                && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
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

    /** Samples of a batch that each worker has. */
    public int rows() {
        return batchSize / workers.count;
    }

    /**
     * After how many steps the state is again that of all workers.
     *
     * @param step counted from 0, the first of them
     */
    public int end(int step) {
        return workers.goAlone() ? (int) Math.min((step / workers.every + 1L) * workers.every, steps) : step + 1;
    }

    /** These, with one worker. */
    TrainingSettings withOneWorker() {
        return with(SharedBatch.ONE, nCritic, criticWarmUp);
    }

    /** These, with one worker and one update of the critic in each step. */
    TrainingSettings withOneUpdate() {
        return with(SharedBatch.ONE, 1, new CriticWarmUp(0, 1, 0));
    }

    private TrainingSettings with(SharedBatch others, int updates, CriticWarmUp warmUp) {
        return new TrainingSettings(
                name,
                seed,
                steps,
                batchSize,
                others,
                unroll,
                updates,
                warmUp,
                ema,
                backend,
                every,
                keepCheckpoints,
                keepBest,
                stopWhen,
                onDivergence,
                log);
    }

    /**
     * How much of the generator's moving average an update keeps: {@code ema.decay}, but at most (step + 1) / (step + 10), so
     * that the first parameters are soon forgotten.
     *
     * @param before the generator's update
     */
    public double averageDecay(Progress before) {
        return Math.min(ema.decay.at(before), (before.step() + 1.0) / (before.step() + 10.0));
    }

    /**
     * How a batch is divided over workers, each of which has as many of its samples. With {@code every = 1} the gradients of all are
     * averaged, and one update is made with their mean. With more, each worker makes so many steps by itself, and then parameters and
     * all other state are averaged: McMahan et al., Communication-Efficient Learning of Deep Networks from Decentralized Data, 2017,
     * Algorithm 1; Stich, Local SGD Converges Fast and Communicates Little, 2019, Algorithm 1.
     *
     * <p>Data and random draws are those of one worker, divided: what does not couple samples of a batch is the same for any number of
     * workers, but for rounding. What does couple them, such as batch statistics, sees those of its worker.
     *
     * @param count how many, from 1 to 1,024
     * @param every steps between two averages, at least 1
     */
    public record SharedBatch(int count, int every) {

        /** One worker, as a default. */
        public static final SharedBatch ONE = new SharedBatch(1, 1);

        private static final int MOST = 1024;

        public SharedBatch {
            Require.count("count", MOST, count);
            Require.positive("every", every);
        }

        /** Whether workers average gradients in each update, and no state afterwards. */
        public boolean averageGradients() {
            return count > 1 && every == 1;
        }

        /** Whether workers make steps by themselves. */
        public boolean goAlone() {
            return count > 1 && every > 1;
        }
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

        /** How many of the first {@code step} steps have these updates. */
        long stepsBefore(int step) {
            long first = Math.min(step, steps);
            return first + (every == 0 ? 0 : Math.ceilDiv(step, every) - Math.ceilDiv(first, every));
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

        /**
         * Whether there is a multiple of a number in some steps.
         *
         * @param before the step before the first of them
         * @param step the last
         */
        public static boolean passes(int before, int step, int every) {
            return step / every > before / every;
        }
    }

    /**
     * The checkpoint that is kept beside the newest: that of the step at which a metric was best.
     *
     * @param metric a column of {@code metrics.csv} that the recipe measures; empty for no such checkpoint
     * @param better which values are better; empty for what the metric says
     */
    public record KeepBest(Optional<String> metric, Optional<Better> better) {

        public KeepBest {
            Require.that(metric.isPresent() || better.isEmpty(), "metric", "set where 'better' is", "null");
        }
    }

    /**
     * When training ends before its last step: as soon as one of these holds.
     *
     * @param metric a column of {@code metrics.csv} that the recipe measures; empty for a run that ends with its last step
     * @param below ends it where the metric is below this
     * @param above ends it where the metric is above this
     * @param notBetterFor ends it after so many measurements in a row that are no better than the best before them, at least 1
     */
    public record StopWhen(
            Optional<String> metric, Optional<Double> below, Optional<Double> above, Optional<Integer> notBetterFor) {

        public StopWhen {
            boolean decides = below.isPresent() || above.isPresent() || notBetterFor.isPresent();
            Require.that(
                    metric.isPresent() == decides,
                    "metric",
                    "set together with 'below', 'above' or 'not-better-for'",
                    metric.map(name -> "'" + name + "' alone").orElse("null"));
            notBetterFor.ifPresent(count -> Require.positive("not-better-for", count));
        }
    }

    /** What is done about a run that goes wrong: one of which there is a {@link dev.gantry.core.run.Concern}, but an unwise recipe. */
    public enum OnDivergence {

        /** It is told, and goes on. */
        WARN,

        /** It ends as failed, with a checkpoint. */
        STOP
    }

    /**
     * What else tells of a run, and changes nothing of it.
     *
     * @param tensorboard whether the critic's scores are told with the samples, and an application writes files for TensorBoard
     */
    public record Log(boolean tensorboard) {}

    /**
     * The exponential moving average of the generator's parameters that samples are drawn with.
     *
     * @param decay from 0 to below 1, always 0 for no average; see {@link #averageDecay}
     * @param statistics which running statistics the averaged generator draws with
     */
    public record Ema(Schedule decay, RunningStatistics statistics) {

        public Ema {
            decay = Require.decay("decay", decay);
        }

        /** Whether there is an average. */
        public boolean averages() {
            return !decay.always(0);
        }
    }

    /** Where running statistics, such as those of batch normalization, of an averaged generator are from. */
    public enum RunningStatistics {

        /** The generator that is trained. */
        COPIED,

        /** Batches that the averaged generator makes, before it draws. */
        MEASURED
    }

    /**
     * What trains.
     *
     * @param device {@code auto}, or the {@link dev.gantry.engine.backend.BackendProvider#device device} to train on
     * @param shards over how many parts of a batch the work is divided, from 1 to {@value Passes#MOST_SHARDS}
     * @param precision of the operands of products and convolutions
     * @param passes what else makes plans fast
     */
    public record BackendChoice(String device, int shards, Precision precision, PassChoice passes) {

        public BackendChoice {
            Require.count("shards", Passes.MOST_SHARDS, shards);
        }

        /** As many shards as this machine has cores, but no more than batches are usually large enough for. */
        static int defaultShards() {
            return Math.min(Runtime.getRuntime().availableProcessors(), 8);
        }

        /** How plans are made for the device that is used. */
        public Passes on(Backend backend) {
            return backend.passes(new Passes(passes.simplify, passes.channelsLast, passes.fuse, shards, precision));
        }
    }

    /** Which {@link Passes} are made; without one, results differ in rounding alone. */
    public record PassChoice(boolean simplify, boolean channelsLast, boolean fuse) {}
}
