package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;

/** One update of the generator, as a regularizer sees it while the step is traced. */
public interface GeneratorStep {

    /** The batch of real samples of the latest critic update, {@code [N, ...]}. */
    Tensor real();

    /** The batch of generated samples, {@code [N, ...]}; gradients flow through it to the generator. */
    Tensor fake();

    /** The critic's scores {@code [N]} of any samples {@code [N, ...]}. */
    Tensor score(Tensor samples);

    /** The generator's parameters before the update, {@code [P]}. */
    Tensor parameters();

    /** Where the component keeps state and draws random numbers. */
    Scope scope();
}
