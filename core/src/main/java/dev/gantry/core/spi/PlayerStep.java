package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;

/** One update of the critic or of the generator, as a constraint or a regularizer sees it while the step is traced. */
public interface PlayerStep {

    /** The batch of real samples as the critic sees it, {@code [N, ...]}; in the generator's update, its latest batch. */
    Tensor real();

    /**
     * The batch of generated samples as the critic sees it, {@code [N, ...]}. In the generator's update gradients flow
     * through it to the generator, in the critic's they do not, unless the generator's looks ahead through it.
     */
    Tensor fake();

    /** The critic's scores {@code [N]} of any samples {@code [N, ...]}, by its parameters before the update. */
    Tensor score(Tensor samples);

    /**
     * What a layer of the critic makes of any samples {@code [N, ...]}.
     *
     * @param layer a name that the critic announces, see {@link Scope#layer}
     * @throws IllegalArgumentException if the critic announces no such layer; the message names those it does
     */
    Tensor layer(String layer, Tensor samples);

    /** The parameters of the player whose update it is, before the update. */
    NetworkParameters parameters();

    /** Where the component keeps state and draws random numbers. */
    Scope scope();
}
