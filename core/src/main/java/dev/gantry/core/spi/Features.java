package dev.gantry.core.spi;

import dev.gantry.core.tensor.Shape;

/** What metrics look at in place of the samples themselves: makes a vector of each. */
public interface Features {

    /**
     * The length of the vectors.
     *
     * @param sample the shape of one sample
     * @throws IllegalArgumentException if samples of this shape have no such features; the message says which have
     */
    int size(Shape sample);

    /**
     * The same sample always gives the same vector, whatever other samples it comes with. May be called from several threads
     * at once.
     *
     * @param samples {@code count} samples, one behind the other
     * @param sample the shape of one
     * @return {@code count} vectors of {@link #size}, one behind the other
     */
    float[] of(float[] samples, int count, Shape sample);
}
