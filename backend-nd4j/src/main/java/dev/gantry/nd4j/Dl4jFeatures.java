package dev.gantry.nd4j;

import dev.gantry.core.metric.Features;
import dev.gantry.core.tensor.Shape;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a layer of a network of DL4J gives for samples: a {@code MultiLayerNetwork}, or a {@code ComputationGraph} with one input
 * and one output, that {@code ModelSerializer} of DL4J 1.0.0-M2.1 wrote. Images are given as {@code [N, C, H, W]} with values from
 * -1 to 1, or as rows where the network begins with a dense layer. The file is read anew each time, so that nothing is kept of
 * it in between.
 *
 * @param file the network's zip
 * @param layer the name or number of a layer; empty for what goes into the last one
 */
record Dl4jFeatures(Path file, Optional<String> layer) implements Features {

    @Override
    public int size(Shape sample) {
        return of(new float[Math.toIntExact(sample.size())], 1, sample).length;
    }

    @Override
    public float[] of(float[] samples, int count, Shape sample) {
        Dl4jModel model = Dl4jModel.load(file);
        return model.activations(layer.map(model::vertex).orElseGet(model::beforeLast), samples, count, sample);
    }

    @Override
    public Optional<Features> classScores() {
        return Optional.of(new Dl4jClassScores(file));
    }
}
