package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;

/** A pure update rule; its state is read from and written to a scope, so that k updates can be traced in one graph. */
public interface Optimizer {

    /**
     * @param parameters {@code [P]}
     * @param gradient {@code [P]}, of the loss that is minimised
     * @param learningRate a scalar
     * @param scope where moments and counts are kept
     * @return the parameters after one update, {@code [P]}
     */
    Tensor update(Tensor parameters, Tensor gradient, Tensor learningRate, Scope scope);

    /** Whether an update goes on in the direction of earlier ones. */
    default boolean hasMomentum() {
        return false;
    }

    /** The highest learning rate that is of any use with it, as far as is known: a recipe with a higher one is warned of. */
    default double highestLearningRate() {
        return 1;
    }
}
