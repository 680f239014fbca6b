package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;

/** One update of the generator, as a regularizer sees it while the step is traced. */
public interface GeneratorStep extends PlayerStep {

    /** The latent vectors that the batch was generated from, {@code [N, ...latent]}. */
    Tensor latent();

    /**
     * What the generator makes of latent vectors by its parameters before the update, {@code [M, ...sample]}: samples as they
     * are before anything changes them for the critic. Gradients flow to the generator and to the latent vectors. Of
     * {@link #latent} they are the batch itself; of others they leave no trace in the generator's state.
     *
     * @param latent {@code [M, ...latent]}; where a condition tells the generator something of each sample, M is N, and
     *     these samples are told what the batch's were
     * @throws IllegalArgumentException if a condition tells the generator of another number of samples
     */
    Tensor generate(Tensor latent);
}
