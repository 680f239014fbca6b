package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;

/**
 * What a condition's head said of a step's batches. Asking for what the condition does not have throws
 * {@link IllegalStateException}.
 */
public interface ConditionStep {

    /** Of real samples, {@code [N, k]}. */
    Tensor real();

    /** Of generated samples, {@code [N, k]}. */
    Tensor fake();

    /** Of the batch from the labelled subset; only in the critic's update. */
    Tensor labelled();

    /** The classes of the real samples, which are also those that the generated samples were made for. */
    Labels labels();

    /** The classes of the batch from the labelled subset. */
    Labels subsetLabels();

    /** What the generator was told, {@code [N, k]}. */
    Tensor code();

    /** Where the condition finds the numbers of its schedules. */
    Scope scope();
}
