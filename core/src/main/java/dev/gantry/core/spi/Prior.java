package dev.gantry.core.spi;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;

/** Where a generator's latent vectors come from. */
public interface Prior {

    /**
     * Latent vectors, each made of draws of its own alone: which others are drawn with it changes nothing.
     *
     * @param shape {@code [N, ...latent]}
     * @return of that shape
     */
    Tensor draw(Shape shape, Draws draws);

    /** The way from one vector to another on which the vectors between them are as likely ones. */
    default Interpolation interpolation() {
        return Interpolation.LINEAR;
    }

    /** A way between two vectors. */
    enum Interpolation {
        LINEAR,
        /** Along a circle around the origin: White, Sampling Generative Networks, 2016. */
        SPHERICAL
    }

    /** Random numbers, fresh at every call. */
    interface Draws {

        /** Standard normal numbers, {@code [N, ...]}. */
        Tensor normal(Shape shape);

        /** Uniform numbers on [0, 1), {@code [N, ...]}. */
        Tensor uniform(Shape shape);
    }
}
