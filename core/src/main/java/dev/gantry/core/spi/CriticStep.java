package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;

/** One update of the critic, as a constraint or a regularizer sees it while the step is traced. */
public interface CriticStep {

    /** The batch of real samples, {@code [N, ...]}, as the critic sees it. */
    Tensor real();

    /** The batch of generated samples, {@code [N, ...]}, as the critic sees it. */
    Tensor fake();

    /** The critic's scores {@code [N]} of any samples {@code [N, ...]}, by its parameters before the update. */
    Tensor score(Tensor samples);

    /** The critic's parameters before the update, {@code [P]}. */
    Tensor parameters();

    /** Where the component keeps state and draws random numbers. */
    Scope scope();
}
