package dev.gantry.networks;

import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;

/** One step of a network. */
@FunctionalInterface
interface Layer {

    /**
     * Traces the layer.
     *
     * @param x a batch, {@code [N, ...]}
     * @param scope the layer's own
     * @param init how its weights begin
     * @return {@code [N, ...]}
     * @throws dev.gantry.core.tensor.ShapeException if the layer cannot take this shape
     */
    Tensor apply(Tensor x, Scope scope, Initialization init);
}
