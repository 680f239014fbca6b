package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;
import java.util.Optional;

/** Ties what the generator makes, and what the critic says, to classes of the data or to codes of its own. */
public interface Condition {

    /** What {@link #error} of held-out samples is called among the measured values. */
    String HELD_OUT_ERROR = "held-out-error";

    /** Whether the data must have labels; in a step, generated samples are made for the labels of its real ones. */
    default boolean needsLabels() {
        return false;
    }

    /** The few labelled samples that are all this condition is to learn classes from, if it asks for such. */
    default Optional<LabelledSubset> labelledSubset() {
        return Optional.empty();
    }

    /**
     * What the generator is told of each sample beside its latent vector, {@code [rows, k]}.
     *
     * @param labels of the samples to make, where {@link #needsLabels}
     * @param scope for draws
     */
    default Optional<Tensor> code(int rows, Optional<Labels> labels, Scope scope) {
        return Optional.empty();
    }

    /** What the critic is given in place of samples {@code [N, ...]} of these labels. */
    default Tensor criticInput(Tensor samples, Optional<Labels> labels) {
        return samples;
    }

    /**
     * More that the critic says of samples, {@code [N, k]}.
     *
     * @param features what the critic's last layer is given, {@code [N, F]}
     * @param classes how many the data has, 0 where it has no labels
     * @param scope keeps parameters, which are trained with the critic
     */
    default Optional<Tensor> head(Tensor features, int classes, Scope scope) {
        return Optional.empty();
    }

    /**
     * The score {@code [N]} in place of the critic's own.
     *
     * @param head what {@link #head} gave
     */
    default Tensor score(Tensor score, Tensor features, Optional<Tensor> head, Optional<Labels> labels, Scope scope) {
        return score;
    }

    /** A scalar added to the critic's loss, its weight included. */
    default Optional<Tensor> criticTerm(ConditionStep step) {
        return Optional.empty();
    }

    /** A scalar added to the generator's loss, its weight included. */
    default Optional<Tensor> generatorTerm(ConditionStep step) {
        return Optional.empty();
    }

    /** A share of wrong answers that is reported with the critic's terms, a scalar; of held-out samples, with the metrics. */
    default Optional<Tensor> error(ConditionStep step) {
        return Optional.empty();
    }

    /**
     * Labelled samples: the same number of each class, drawn once.
     *
     * @param samples how many there are, from 1 to 1,000,000
     * @param batch how many are in a step, from 1 to 1,000,000
     * @param heldOut how many other samples no update sees, of which {@link #error} is measured with the metrics; a multiple of
     *     {@code batch} up to 1,000,000, or 0
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
