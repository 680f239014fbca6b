package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;
import java.util.Optional;

/** A change to training that is not the loss: of what the critic sees, of its labels, of a layer, or a term in either loss. */
public interface Regularizer {

    /**
     * What the critic sees in place of samples {@code [N, ...]}, real or generated. It may join several samples into one, and
     * then has fewer of them.
     *
     * @param progress how much of training is done, a scalar from 0 to 1
     */
    default Tensor criticInput(Tensor samples, Tensor progress, Scope scope) {
        return samples;
    }

    /**
     * What the critic is shown in its own update in place of the batch of generated samples, of the same shape. A condition
     * does not go with it: samples would no longer be of the classes and codes that they come with.
     *
     * @param fake {@code [N, ...sample]}, as the generator made them; {@link #criticInput} comes after this
     */
    default Tensor criticFake(Tensor fake, Scope scope) {
        return fake;
    }

    /**
     * What a network goes on with in place of a layer's value.
     *
     * @param layer a name that the network announces, see {@link Scope#layer}
     * @param value {@code [N, ...]}; its first {@link #referenceBatch} rows, if any, are those of the reference batch
     * @param scope within the layer: its parameters are trained with the network
     */
    default Tensor layer(Player player, String layer, Tensor value, Scope scope) {
        return value;
    }

    /**
     * How many rows of a reference batch both networks are given before every batch, 0 for none. It is drawn once, real
     * samples for the critic and latent vectors for the generator, and kept in the checkpoint. Two regularizers that want
     * one share the larger.
     */
    default int referenceBatch() {
        return 0;
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
    default Optional<Tensor> criticPenalty(PlayerStep step) {
        return Optional.empty();
    }

    /** A scalar added to the generator's loss, its weight included. */
    default Optional<Tensor> generatorPenalty(PlayerStep step) {
        return Optional.empty();
    }

    /** Whether {@link #generatorPenalty} stands in place of the generator's loss rather than beside it. */
    default boolean replacesGeneratorLoss() {
        return false;
    }
}
