package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;
import java.util.List;

/**
 * A change to training that is not the loss. What it changes is said by the interfaces below that it implements, one or
 * several: what the critic sees, its labels, a layer, or a term in either loss.
 */
public interface Regularizer extends SampleMixing {

    /**
     * The critic's layers that it needs, by the names that a critic announces, see {@link Scope#layer}. A critic without one
     * of them is refused before any step is traced.
     */
    default List<String> criticLayers() {
        return List.of();
    }

    /** Changes what the critic sees of all samples. */
    @FunctionalInterface
    interface CriticInput extends Regularizer {

        /**
         * What the critic sees in place of samples {@code [N, ...]}, real or generated. It may join several samples into one,
         * and then has fewer of them.
         *
         * @param progress how much of training is done, a scalar from 0 to 1
         */
        Tensor criticInput(Tensor samples, Tensor progress, Scope scope);
    }

    /** Shows the critic other generated samples. */
    @FunctionalInterface
    interface ShownSamples extends Regularizer {

        /**
         * What the critic is shown in its own update in place of the batch of generated samples, of the same shape. A
         * condition does not go with it: samples would no longer be of the classes and codes that they come with.
         *
         * @param fake {@code [N, ...sample]}, as the generator made them; {@link CriticInput} comes after this
         */
        Tensor criticFake(Tensor fake, Scope scope);
    }

    /** Changes the values of layers, in either network. */
    @FunctionalInterface
    interface LayerChange extends Regularizer {

        /**
         * What a network goes on with in place of a layer's value.
         *
         * @param layer a name that the network announces, see {@link Scope#layer}
         * @param value {@code [N, ...]}
         * @param reference how many of the value's rows, its first, are those of the reference batch: the largest
         *     {@link #referenceBatch} of all regularizers, so 0 where none asks for one
         * @param scope within the layer: its parameters are trained with the network
         */
        Tensor layer(Player player, String layer, Tensor value, int reference, Scope scope);

        /**
         * How many rows of a reference batch both networks are given before every batch, 0 for none. It is drawn once, real
         * samples for the critic and latent vectors for the generator, and kept in the checkpoint. Two regularizers that
         * want one share the larger. Where the critic sees several samples as one, as many more are drawn.
         */
        default int referenceBatch() {
            return 0;
        }
    }

    /** Changes the critic's labels; the recipe's loss must heed them, see {@link Loss#usesLabels}. */
    @FunctionalInterface
    interface LabelChange extends Regularizer {

        /** The scores with the labels that the critic is to be told. */
        Scores labels(Scores scores, Scope scope);
    }

    /** A term in the critic's loss. */
    @FunctionalInterface
    interface CriticPenalty extends Regularizer {

        /** A scalar added to the critic's loss, its weight included. */
        Tensor criticPenalty(PlayerStep step);
    }

    /** A term in the generator's loss. */
    @FunctionalInterface
    interface GeneratorPenalty extends Regularizer {

        /** A scalar added to the generator's loss, its weight included. */
        Tensor generatorPenalty(GeneratorStep step);

        /** Whether {@link #generatorPenalty} stands in place of the generator's loss rather than beside it. */
        default boolean replacesGeneratorLoss() {
            return false;
        }
    }
}
