package dev.gantry.core.metric;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import java.io.IOException;
import java.io.OutputStream;

/** Found by {@link java.util.ServiceLoader}; trains classifiers, whose layers can be {@link Features} of metrics. */
public interface ClassifierTrainer {

    /**
     * Trains a network to tell the classes of samples apart. On one machine the same arguments give the same network.
     *
     * @param samples with labels and a size
     * @param steps how many updates
     * @param seed decides every random choice
     * @throws UnsuitableException if there is no network for samples of this shape; the message says for which there is
     */
    Classifier train(Samples samples, int steps, long seed);

    /** A trained network. */
    interface Classifier {

        /**
         * The most probable class of each sample.
         *
         * @param samples {@code count} samples, one behind the other
         */
        int[] classify(float[] samples, int count);

        /**
         * Writes the network as a file's content, of which feature extractors can be made.
         *
         * @throws IOException if {@code target} cannot be written
         */
        void write(OutputStream target) throws IOException;
    }
}
