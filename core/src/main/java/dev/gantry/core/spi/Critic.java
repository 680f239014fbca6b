package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;

/** A network from samples to unbounded scores, higher for samples that look real; also called discriminator. */
public interface Critic extends SampleMixing {

    /**
     * Traces the network.
     *
     * @param samples {@code [N, ...]}
     * @param scope where the network keeps its parameters
     * @return scores {@code [N]}
     * @throws dev.gantry.core.tensor.ShapeException if the network cannot take samples of this shape
     */
    Tensor score(Tensor samples, Scope scope);
}
