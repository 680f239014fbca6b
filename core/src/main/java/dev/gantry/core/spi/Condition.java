package dev.gantry.core.spi;

import dev.gantry.core.component.Require;
import dev.gantry.core.tensor.Tensor;
import java.util.Optional;

/**
 * Ties what the generator makes, and what the critic says, to classes of the data or to codes of its own. How, is said by the
 * interfaces below that it implements; the methods here say what data it needs.
 */
public interface Condition extends SampleMixing {

    /** What {@link MeasuredError#error} of held-out samples is called among the measured values. */
    String HELD_OUT_ERROR = "held-out-error";

    /** Whether the data must have labels; in a step, generated samples are made for the labels of its real ones. */
    default boolean needsLabels() {
        return false;
    }

    /**
     * The few labelled samples that are all this condition is to learn classes from, if it asks for such. Of a recipe's
     * conditions only one may.
     */
    default Optional<LabelledSubset> labelledSubset() {
        return Optional.empty();
    }

    /** Tells the generator something of each sample. */
    @FunctionalInterface
    interface Code extends Condition {

        /**
         * What the generator is told of each sample beside its latent vector, {@code [rows, k]}.
         *
         * @param labels of the samples to make, where a condition {@link #needsLabels}
         * @param scope for draws, and for state, which goes forward with the updates of both players
         */
        Tensor code(int rows, Optional<Labels> labels, Scope scope);
    }

    /** Changes what the critic is given. */
    @FunctionalInterface
    interface CriticInput extends Condition {

        /** What the critic is given in place of samples {@code [N, ...]} of these labels. */
        Tensor criticInput(Tensor samples, Optional<Labels> labels);
    }

    /** Has the critic say more; the critic must announce the layer {@code features}. */
    @FunctionalInterface
    interface Head extends Condition {

        /**
         * More that the critic says of samples, {@code [N, k]}.
         *
         * @param features what the critic's last layer is given, {@code [N, F]}
         * @param classes how many the data has, 0 where it has no labels
         * @param scope keeps parameters, which are trained with the critic
         */
        Tensor head(Tensor features, int classes, Scope scope);
    }

    /** Changes the critic's score; the critic must announce the layer {@code features}. */
    @FunctionalInterface
    interface ScoreChange extends Condition {

        /**
         * The score {@code [N]} in place of the critic's own.
         *
         * @param features what the critic's last layer is given, {@code [N, F]}
         * @param head what {@link Head#head} gave, where the condition has one
         * @param scope the same as the head's
         */
        Tensor score(Tensor score, Tensor features, Optional<Tensor> head, Optional<Labels> labels, Scope scope);
    }

    /** A term in the critic's loss. */
    @FunctionalInterface
    interface CriticTerm extends Condition {

        /** A scalar added to the critic's loss, its weight included. */
        Tensor criticTerm(ConditionStep step);
    }

    /** A term in the generator's loss. */
    @FunctionalInterface
    interface GeneratorTerm extends Condition {

        /** A scalar added to the generator's loss, its weight included. */
        Tensor generatorTerm(ConditionStep step);
    }

    /** Measures what the critic says of classes. */
    @FunctionalInterface
    interface MeasuredError extends Condition {

        /** A share of wrong answers that is reported with the critic's terms, a scalar; of held-out samples, with the metrics. */
        Tensor error(ConditionStep step);
    }

    /**
     * Labelled samples: the same number of each class, drawn once.
     *
     * @param samples how many there are, from 1 to 1,000,000
     * @param batch how many are in a step, from 1 to 1,000,000
     * @param heldOut how many other samples no update sees, of which the {@link MeasuredError} is measured with the
     *     metrics; a multiple of {@code batch} up to 1,000,000, or 0
     */
    record LabelledSubset(int samples, int batch, int heldOut) {

        private static final int MOST = 1_000_000;

        public LabelledSubset {
            Require.count("labels", MOST, samples);
            Require.count("batch", MOST, batch);
            Require.atMost("held-out", MOST, heldOut);
            Require.that(heldOut >= 0 && heldOut % batch == 0, "held-out", "a multiple of 'batch', " + batch, heldOut);
        }
    }
}
