package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.ClassifierTrainer.Classifier;
import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.OptionalLong;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;

final class Dl4jClassifierTrainerTest {

    private static final int COUNT = 200;

    /** Noise, a third of which is brighter: the first, second or third part of the values, which is the class. */
    private record Parts(Shape shape) implements Samples {

        @Override
        public OptionalLong size() {
            return OptionalLong.of(COUNT);
        }

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public int label(long index) {
            return (int) (index % 3);
        }

        @Override
        public void read(long index, float[] target, int offset) {
            int size = Math.toIntExact(shape.size());
            for (int i = 0; i < size; i++) {
                double bright = i * 3 / size == label(index) ? 1 : 0;
                target[offset + i] = (float) (bright - 0.5 + 0.3 * Philox.normal(11, index, i));
            }
        }
    }

    private static Classifier train(Shape shape, int steps, long seed) {
        return new Dl4jClassifierTrainer().train(new Parts(shape), steps, seed);
    }

    private static double accuracy(Classifier classifier, Shape shape) {
        Parts parts = new Parts(shape);
        float[] samples = new float[COUNT * (int) shape.size()];
        for (int i = 0; i < COUNT; i++) {
            parts.read(COUNT + i, samples, i * (int) shape.size());
        }
        int[] classes = classifier.classify(samples, COUNT);
        int right = 0;
        for (int i = 0; i < COUNT; i++) {
            right += classes[i] == parts.label(COUNT + i) ? 1 : 0;
        }
        return (double) right / COUNT;
    }

    @Test
    void tellsImagesApartThatItHasNotSeen() {
        Shape image = Shape.of(2, 6, 9);
        assertThat(accuracy(train(image, 30, 1), image)).isGreaterThan(0.9);
    }

    @Test
    void tellsVectorsApart() {
        Shape row = Shape.of(6);
        assertThat(accuracy(train(row, 80, 1), row)).isGreaterThan(0.9);
    }

    @Test
    void theSeedDecidesTheParameters() throws IOException {
        Shape image = Shape.of(1, 4, 3);
        double[] parameters = parameters(train(image, 5, 1));

        assertThat(parameters(train(image, 5, 1))).isEqualTo(parameters);
        assertThat(parameters(train(image, 5, 2))).isNotEqualTo(parameters);
    }

    private static double[] parameters(Classifier classifier) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        classifier.write(bytes);
        MultiLayerNetwork network =
                ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes.toByteArray()), false);
        assertThat(network.getLayerNames()).containsSubsequence("features", "classes");
        return network.params().reshape(-1).toDoubleVector();
    }

    @Test
    void samplesThatAreNeitherRowsNorImagesAreRefused() {
        assertThatThrownBy(() -> train(Shape.of(2, 2), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found samples of shape [2, 2]");
    }
}
