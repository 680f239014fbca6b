package dev.gantry.core.spi;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;

/** A network from latent vectors to samples. */
public interface Generator extends SampleMixing {

    /** The shape of one latent vector, usually one axis. */
    Shape latentShape();

    /**
     * Traces the network.
     *
     * @param latent latent vectors, {@code [N, ...latentShape]}
     * @param sampleShape the shape of one sample, {@code [features]} or {@code [C, H, W]}
     * @param scope where the network keeps its parameters
     * @return samples, {@code [N, ...sampleShape]}
     * @throws dev.gantry.core.tensor.ShapeException if the network cannot make samples of this shape
     */
    Tensor generate(Tensor latent, Shape sampleShape, Scope scope);
}
