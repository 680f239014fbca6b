package dev.gantry.core.scheme;

import dev.gantry.core.tensor.Tensor;

/** Where the players are while a program is traced: their parameters and all state. What is done to a position gives another. */
public interface Position {

    /** The generator's parameters, {@code [P]}. */
    Tensor generator();

    /**
     * The critic's parameters, {@code [P]}.
     *
     * @throws IllegalStateException if the scheme has no critic
     */
    Tensor critic();

    /** This with other parameters of the generator, {@code [P]}. */
    Position withGenerator(Tensor parameters);

    /**
     * This with other parameters of the critic, {@code [P]}.
     *
     * @throws IllegalStateException if the scheme has no critic
     */
    Position withCritic(Tensor parameters);
}
