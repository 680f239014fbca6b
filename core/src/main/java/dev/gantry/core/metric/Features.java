package dev.gantry.core.metric;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataException;
import dev.gantry.core.tensor.Shape;
import java.util.Optional;

/** What metrics look at in place of the samples themselves: makes a vector of each. Equal extractors make equal vectors. */
public interface Features {

    /**
     * The length of the vectors.
     *
     * @param sample the shape of one sample
     * @throws UnsuitableException if samples of this shape have no such features; the message says which have
     * @throws DataException if a file that the features are made with cannot be used
     */
    int size(Shape sample);

    /**
     * The same sample always gives the same vector, whatever other samples it comes with, up to rounding. May be called from several threads
     * at once.
     *
     * @param samples {@code count} samples, one behind the other
     * @param sample the shape of one
     * @return {@code count} vectors of {@link #size}, one behind the other
     */
    float[] of(float[] samples, int count, Shape sample);

    /** Where these are features of a classifier: its class scores, whose softmax are the probabilities of the classes. */
    default Optional<Features> classScores() {
        return Optional.empty();
    }
}
