package dev.gantry.runtime;

import dev.gantry.core.run.Concern;
import dev.gantry.core.run.TrainingEvent.Warned;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.runtime.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Recognises a run that goes wrong by what is logged and drawn of it anyway. A bad moment is no bad run: what is seen must last, over
 * so many looks and so many steps, or to the end. Each concern is told once.
 */
final class RunHealth {

    /** Steps that something must last. */
    private static final int STEPS = 250;

    /** Drawings in a row, and steps, of a generator that leaves modes out: one that learns may come to them late. */
    private static final int FEW_MODES_DRAWINGS = 4;

    private static final int FEW_MODES_STEPS = 1_000;

    /** Logged rows in a row that must show it. */
    private static final int ROWS = 10;

    /** Drawings in a row that must show it. */
    private static final int DRAWINGS = 2;

    /** The same of samples that never differed: some generators take their time to begin. */
    private static final int FIRST_DRAWINGS = 10;

    /** From the least loss of the critic: of scores by sigmoids, one sample in a thousand is in doubt. */
    private static final double CLOSE = 1e-3;

    /** A Wasserstein loss is of the size of the data times the critic's slope, others are less. */
    private static final double LARGEST_LOSS = 1e6;

    /** By how much generated values are larger than real ones. */
    private static final double LARGEST_RATIO = 1e3;

    /** How much samples differ from each other, as a share of how much real ones do. */
    private static final double LEAST_SPREAD = 0.02;

    private static final double GOOD_SPREAD = 0.1;

    /** The share of real samples that generated ones are near. */
    private static final double LEAST_COVERAGE = 0.5;

    /** With less, samples are unlike the real ones rather than like a few of them. */
    private static final double LEAST_DENSITY = 0.5;

    private final Recipe recipe;
    private final OptionalDouble leastCriticLoss;
    private final Set<Concern> told = EnumSet.noneOf(Concern.class);
    private final Streak won = new Streak(ROWS);
    private final Streak withoutGradient = new Streak(ROWS);
    private final Streak large = new Streak(ROWS);
    private final Streak far = new Streak(DRAWINGS);
    private final Streak alike = new Streak(DRAWINGS);
    private final Streak alwaysAlike = new Streak(FIRST_DRAWINGS);
    private final Streak fewModes = new Streak(FEW_MODES_DRAWINGS, FEW_MODES_STEPS);
    private final Streak still = new Streak(DRAWINGS);
    private boolean haveDiffered;
    private float[] last = new float[0];

    RunHealth(Recipe recipe) {
        this.recipe = recipe;
        boolean generatorHeedsScores = recipe.regularizers().values().stream()
                .noneMatch(regularizer ->
                        regularizer instanceof Regularizer.GeneratorPenalty penalty && penalty.replacesGeneratorLoss());
        this.leastCriticLoss = generatorHeedsScores
                ? recipe.loss().map(Loss::leastCriticLoss).orElse(OptionalDouble.empty())
                : OptionalDouble.empty();
    }

    /** How long something has been so, each time that it was looked at. */
    private static final class Streak {
        private final int leastLooks;
        private final int leastSteps;
        private int looks;
        private int since;

        Streak(int leastLooks) {
            this(leastLooks, STEPS);
        }

        Streak(int leastLooks, int leastSteps) {
            this.leastLooks = leastLooks;
            this.leastSteps = leastSteps;
        }

        /** Whether it has been so for long enough. */
        boolean lasts(boolean holds, int step) {
            if (!holds) {
                looks = 0;
                return false;
            }
            since = looks == 0 ? step : since;
            looks++;
            return looks >= leastLooks && step - since >= leastSteps;
        }
    }

    /**
     * What is to be told of a logged row.
     *
     * @param terms of both losses, by column
     */
    List<Warned> logged(int step, Map<String, Double> terms) {
        List<Warned> found = new ArrayList<>();
        double critic = adversarial("critic", terms);
        double generator = adversarial("generator", terms);
        if (leastCriticLoss.isPresent() && won.lasts(critic - leastCriticLoss.getAsDouble() < CLOSE, step)) {
            add(found, step, Concern.CRITIC_WON, criticWon());
        }
        if (withoutGradient.lasts(terms.getOrDefault("generator/gradient-norm", Double.NaN) == 0, step)) {
            add(found, step, Concern.STUCK, noGradient());
        }
        boolean beyondReason = Math.max(Math.abs(critic), Math.abs(generator)) > LARGEST_LOSS;
        if (large.lasts(beyondReason, step) || beyondReason && isLast(step)) {
            add(found, step, Concern.DIVERGED, largeLosses(critic, generator));
        }
        return found;
    }

    /** What a run ends with need not last: nothing better comes after it. */
    private boolean isLast(int step) {
        return step == recipe.settings().steps();
    }

    /** Without penalties, which may be large at first; 0 where there is no such player. */
    private static double adversarial(String player, Map<String, Double> terms) {
        return Stream.of(player + "/adversarial", player + "/loss")
                .filter(terms::containsKey)
                .findFirst()
                .map(terms::get)
                .orElse(0.0);
    }

    /**
     * What is to be told of generated samples, which are of the same latent vectors each time.
     *
     * @param real some real samples, one behind the other
     * @param size of one sample
     */
    List<Warned> drawn(int step, float[] samples, float[] real, int size) {
        List<Warned> found = new ArrayList<>();
        double ratio = magnitude(samples) / magnitude(real);
        boolean isFar = ratio > LARGEST_RATIO && magnitude(real) > 0;
        if (far.lasts(isFar, step) || isFar && isLast(step)) {
            add(found, step, Concern.DIVERGED, farSamples(ratio));
        }
        double spread = spread(samples, size) / spread(real, size);
        haveDiffered |= spread > GOOD_SPREAD;
        boolean nearlySame = samples.length > size && spread < LEAST_SPREAD;
        if (alike.lasts(nearlySame && haveDiffered, step) || alwaysAlike.lasts(nearlySame, step)) {
            add(found, step, Concern.COLLAPSED, collapsed(spread));
        }
        if (Math.min(samples.length, real.length) / size >= Coverage.LEAST_SAMPLES) {
            Coverage among = Coverage.of(real, samples, size);
            boolean few = among.coverage() < LEAST_COVERAGE && among.density() > LEAST_DENSITY && !nearlySame;
            if (fewModes.lasts(few, step)) {
                add(found, step, Concern.FEW_MODES, fewModes(among.coverage()));
            }
        }
        boolean same = Arrays.equals(samples, last);
        last = samples.clone();
        double rate = recipe.generatorOptimizer().learningRate().at(recipe.progress(step - 1));
        if (still.lasts(same && rate > 0, step)) {
            add(found, step, Concern.STUCK, unchanged());
        }
        return found;
    }

    private void add(List<Warned> found, int step, Concern concern, String message) {
        if (told.add(concern)) {
            found.add(new Warned(step, concern, message));
        }
    }

    /** The root of the mean square. */
    private static double magnitude(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }

    /** The root of the mean variance of a sample's values. */
    private static double spread(float[] samples, int size) {
        int count = samples.length / size;
        double variances = 0;
        for (int i = 0; i < size; i++) {
            double mean = 0;
            for (int k = 0; k < count; k++) {
                mean += samples[k * size + i];
            }
            mean /= count;
            double squares = 0;
            for (int k = 0; k < count; k++) {
                squares += (samples[k * size + i] - mean) * (samples[k * size + i] - mean);
            }
            variances += squares / count;
        }
        return Math.sqrt(variances / size);
    }

    private String criticWon() {
        return ("the critic has won: its loss has been within %s of its least since step %d, and the generator learns little from"
                        + " it. Give the critic a lower learning rate or fewer updates, have it see less clearly"
                        + " (regularizers { input-noise {} }) or score less steeply (constraints { r1 {} })")
                .formatted(CLOSE, won.since);
    }

    private String noGradient() {
        return ("the generator is stuck: its gradient has been 0 since step %d. The critic is flat where samples are, or units of a"
                        + " network are dead: lower the learning rates, or choose an activation that is flat nowhere, such as leaky-relu")
                .formatted(withoutGradient.since);
    }

    private String largeLosses(double critic, double generator) {
        return ("training diverges: since step %d the losses have been beyond reason, now %.3g of the critic and %.3g of the"
                        + " generator. Lower the learning rates, or keep the critic's slope in bounds (constraints { gradient-penalty {} })")
                .formatted(large.since, critic, generator);
    }

    private String farSamples(double ratio) {
        return ("training diverges: since step %d samples have been beyond reason, now %.3g times as large as real ones. Lower the"
                        + " learning rates")
                .formatted(far.since, ratio);
    }

    private String collapsed(double spread) {
        return ("the generator has collapsed: since step %d its samples have been nearly the same, and now differ by %.2g%% of what"
                        + " real ones do. Lower the learning rates, have the critic see samples beside each other"
                        + " (regularizers { minibatch-stddev {} } or { packing {} }), or take a Wasserstein loss with a gradient penalty")
                .formatted(alwaysAlike.since, 100 * spread);
    }

    private String fewModes(double coverage) {
        return ("the generator leaves modes out: since step %d its samples have been near less than half of the real ones, now %.0f%%,"
                        + " and have crowded there. Have the critic see samples beside each other (regularizers { minibatch-stddev {} }"
                        + " or { packing {} }), take a Wasserstein loss with a gradient penalty, or have the generator look ahead"
                        + " (unroll.steps = 5)")
                .formatted(fewModes.since, 100 * coverage);
    }

    private String unchanged() {
        return ("the generator is stuck: at step %d and since its samples have been those of the drawing before, bit for bit. Raise"
                        + " optimizer.generator.learning-rate")
                .formatted(still.since);
    }
}
