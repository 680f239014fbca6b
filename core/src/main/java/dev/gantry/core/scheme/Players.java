package dev.gantry.core.scheme;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/**
 * What the programs of a step are made of. An update moves {@code from} along the gradient that is found at {@code at}, by the
 * recipe's loss, constraints, regularizers, conditions and optimizer; the state that goes forward is that of {@code at}, moved.
 */
public interface Players {

    /**
     * Traces a program, which writes what has changed: the players' parameters and the state that their updates carry forward.
     *
     * @param moves from the position before the program to that after it; may be asked several times, for instance where a
     *     constraint is not due in every update
     */
    Program program(String name, UnaryOperator<Position> moves);

    /** The batch of real samples, {@code [N, ...sample]}. */
    Tensor real();

    /** The critic's update on the real batch and on samples that the generator makes at {@code at}. */
    Position critic(Position at, Position from);

    /** The generator's update against the critic at {@code at}. */
    Position generator(Position at, Position from);

    /** Both at once: each player's update against the other at {@code at}. */
    Position both(Position at, Position from);

    /**
     * An update of the generator by losses of the scheme's own.
     *
     * @param losses scalars by name, at least one; their sum is minimised, and each is reported as {@code generator/NAME}
     */
    Position generator(Position at, Position from, SequencedMap<String, Tensor> losses);

    /** The shape of one latent vector. */
    Shape latentShape();

    /** Latent vectors as the recipe draws them, {@code [rows, ...latent]}. */
    Tensor latents(Position at, int rows);

    /** What the generator makes of latent vectors {@code [N, ...latent]}. */
    Generated generate(Position at, Tensor latents);

    /**
     * Samples, and the position after they were made: batch statistics have moved.
     *
     * @param samples {@code [N, ...sample]}
     */
    record Generated(Tensor samples, Position after) {}
}
