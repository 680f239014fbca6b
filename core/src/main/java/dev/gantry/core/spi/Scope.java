package dev.gantry.core.spi;

import dev.gantry.core.component.Schedule;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;

/**
 * A component's named place in a step being traced: parameters that are trained, state that the step carries forward, and
 * streams of random numbers. Names are lower case with dashes and unique within a scope; children keep components apart.
 *
 * <p>A component may be traced many times, also more than once in one step; asking again for a parameter gives the same
 * parameter, asking again for a random stream gives fresh numbers.
 */
public interface Scope {

    Scope child(String name);

    /**
     * A trained parameter.
     *
     * @throws IllegalArgumentException if the name was given before with another shape
     */
    Tensor parameter(String name, Shape shape, Initializer initializer);

    /** The present value of a state variable: the step's first, or what {@link #update} last set in this trace. */
    Tensor state(String name, Shape shape, Initializer initializer);

    /**
     * Sets a state variable for the rest of this trace and for the next step.
     *
     * @throws IllegalArgumentException if {@link #state} has not declared it, or with another shape
     */
    void update(String name, Tensor value);

    /**
     * A schedule's number in this step, a scalar.
     *
     * @param name the key that it is set by
     * @throws IllegalArgumentException if the name was given before with another schedule, or the schedule leaves the range of its
     *     key somewhere in the run
     */
    Tensor scheduled(String name, Schedule schedule);

    /** Standard normal draws, fresh in every step and at every call. */
    Tensor normal(String stream, Shape shape);

    /** Uniform draws on [0, 1), fresh in every step and at every call. */
    Tensor uniform(String stream, Shape shape);

    /**
     * Announces a value inside a network, for regularizers to change and to look at. The networks that ship announce each
     * hidden layer by its name behind its activation, such as {@code hidden-1}; the same with {@code /pre-activation} where a
     * normalization can stand; and {@code features} {@code [N, F]}, which the last layer is given.
     *
     * @return what the network goes on with
     */
    default Tensor layer(String name, Tensor value) {
        return value;
    }

    /** Whether the step trains; when sampling, batch normalization uses its running statistics. */
    boolean training();
}
