/**
 * Symbolic tensors with static shapes, and gradients that are tensors again.
 *
 * <p>A {@link dev.gantry.core.tensor.Tensor} describes a computation; nothing is evaluated until a backend runs the
 * graph. The set of primitives in {@link dev.gantry.core.tensor.Op} is closed, and every gradient is written in the
 * same primitives, so {@link dev.gantry.core.tensor.Gradients} can be applied to its own results, to any order.
 */
@NullMarked
package dev.gantry.core.tensor;

import org.jspecify.annotations.NullMarked;
