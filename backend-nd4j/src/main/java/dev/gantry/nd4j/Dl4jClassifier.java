package dev.gantry.nd4j;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.ClassifierTrainer.Classifier;
import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A {@code MultiLayerNetwork} that DL4J itself trains, by Adam on batches of 256 samples drawn at random. For images: two 3 x 3
 * convolutions with stride 2, to 16 and 32 channels, and a dense layer of 128 units; for vectors two dense layers of 64. Its
 * layer {@code features} is the one before the last, {@code classes}.
 */
record Dl4jClassifier(MultiLayerNetwork network, Shape sample) implements Classifier {

    private static final int BATCH = 256;
    private static final double LEARNING_RATE = 2e-3;

    static Dl4jClassifier train(Samples samples, int steps, long seed) {
        NativeLibrary.requireAny();
        MultiLayerNetwork network = network(samples.shape(), samples.classes(), seed);
        network.init();
        int values = Math.toIntExact(samples.shape().size());
        long size = samples.size().orElseThrow();
        long key = Philox.key(seed, "classifier/batches");
        float[] batch = new float[BATCH * values];
        for (int step = 0; step < steps; step++) {
            float[] labels = new float[BATCH * samples.classes()];
            for (int i = 0; i < BATCH; i++) {
                long index = (long) (Philox.uniform(key, step, i) * size);
                samples.read(index, batch, i * values);
                labels[i * samples.classes() + samples.label(index)] = 1;
            }
            try (INDArray inputs = batch(batch, BATCH, samples.shape());
                    INDArray targets = batch(labels, BATCH, Shape.of(samples.classes()))) {
                network.fit(inputs, targets);
            }
        }
        return new Dl4jClassifier(network, samples.shape());
    }

    private static MultiLayerNetwork network(Shape sample, int classes, long seed) {
        ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(DataType.FLOAT)
                .updater(new Adam(LEARNING_RATE))
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .convolutionMode(ConvolutionMode.Same)
                .list();
        switch (sample.rank()) {
            case 1 -> {
                layers.layer(dense("dense", 64)).layer(dense("features", 64));
                layers.setInputType(InputType.feedForward(sample.size(0)));
            }
            case 3 -> {
                layers.layer(convolution("convolution-1", 16)).layer(convolution("convolution-2", 32));
                layers.layer(dense("features", 128));
                layers.setInputType(InputType.convolutional(sample.size(1), sample.size(2), sample.size(0)));
            }
            default ->
                throw new UnsuitableException(
                        "a classifier takes vectors [features] or images [C, H, W], found samples of shape " + sample);
        }
        layers.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                .name("classes")
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build());
        return new MultiLayerNetwork(layers.build());
    }

    private static DenseLayer dense(String name, int units) {
        return new DenseLayer.Builder().name(name).nOut(units).build();
    }

    private static ConvolutionLayer convolution(String name, int channels) {
        return new ConvolutionLayer.Builder(3, 3)
                .name(name)
                .stride(2, 2)
                .nOut(channels)
                .build();
    }

    /** {@code [count, ...shape]} of the first values. */
    private static INDArray batch(float[] values, int count, Shape shape) {
        long[] dimensions = shape.prepend(count).dimensions().stream()
                .mapToLong(size -> size)
                .toArray();
        return Nd4j.create(values, dimensions, 'c');
    }

    @Override
    public int[] classify(float[] samples, int count) {
        try (INDArray inputs = batch(samples, count, sample)) {
            return network.predict(inputs);
        }
    }

    @Override
    public void write(OutputStream target) throws IOException {
        ModelSerializer.writeModel(network, target, false);
    }
}
