package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;
import java.util.Optional;

/** A change to training that is not the loss: of what the critic sees, of its labels, or a term in either player's loss. */
public interface Regularizer {

    /**
     * What the critic sees in place of samples {@code [N, ...]}, real or generated.
     *
     * @param progress how much of training is done, a scalar from 0 to 1
     */
    default Tensor criticInput(Tensor samples, Tensor progress, Scope scope) {
        return samples;
    }

    /** The critic's labels; a regularizer that changes them says so in {@link #changesLabels}. */
    default Scores labels(Scores scores, Scope scope) {
        return scores;
    }

    /** Whether {@link #labels} does anything; then the recipe's loss must heed labels. */
    default boolean changesLabels() {
        return false;
    }

    /** A scalar added to the critic's loss, its weight included. */
    default Optional<Tensor> criticPenalty(CriticStep step) {
        return Optional.empty();
    }

    /** A scalar added to the generator's loss, its weight included. */
    default Optional<Tensor> generatorPenalty(GeneratorStep step) {
        return Optional.empty();
    }
}
