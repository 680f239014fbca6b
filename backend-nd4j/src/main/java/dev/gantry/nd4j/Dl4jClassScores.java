package dev.gantry.nd4j;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.metric.Features;
import dev.gantry.core.tensor.Shape;
import java.nio.file.Path;

/**
 * The logarithms of the probabilities that a network of DL4J gives to classes: their softmax are the probabilities.
 *
 * @param file the network's zip, see {@link Dl4jFeatures}
 */
record Dl4jClassScores(Path file) implements Features {

    /** Probabilities in single precision sum to 1 this nearly. */
    private static final double TOLERANCE = 1e-3;

    @Override
    public int size(Shape sample) {
        return of(new float[Math.toIntExact(sample.size())], 1, sample).length;
    }

    /** @throws UnsuitableException if the network's outputs are not probabilities, or it does not take such samples */
    @Override
    public float[] of(float[] samples, int count, Shape sample) {
        Dl4jModel model = Dl4jModel.load(file);
        float[] outputs = model.activations(model.last(), samples, count, sample);
        int classes = outputs.length / count;
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int j = i * classes; j < (i + 1) * classes; j++) {
                sum += outputs[j] >= 0 ? outputs[j] : Double.NaN;
                // A probability that underflowed is still one.
                outputs[j] = (float) Math.log(Math.max(outputs[j], Float.MIN_NORMAL));
            }
            if (!(Math.abs(sum - 1) <= TOLERANCE)) {
                throw new UnsuitableException(
                        file + " is no classifier: the outputs of its last layer are not probabilities that sum to 1;"
                                + " a softmax there makes them so");
            }
        }
        return outputs;
    }
}
