package dev.gantry.nd4j;

import dev.gantry.core.spi.ExportException;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.TrainedNetwork;
import dev.gantry.core.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network as DL4J's, layer by layer. Images are {@code [N, C, H, W]} there too. */
final class Dl4jNetwork {

    /** A layer of DL4J, and which of our values each of its parameters takes. */
    private record Part(Layer layer, Map<String, String> parameters) {

        static Part of(IActivation activation) {
            return new Part(new ActivationLayer(activation), Map.of());
        }
    }

    private final TrainedNetwork network;
    private final List<Part> parts = new ArrayList<>();

    /** By the index of the layer that is to see images where there were rows. */
    private final Map<Integer, FeedForwardToCnnPreProcessor> reshapes = new LinkedHashMap<>();

    private Dl4jNetwork(TrainedNetwork network) {
        this.network = network;
    }

    /**
     * The network, ready to use.
     *
     * @throws ExportException if DL4J has no such network
     */
    static MultiLayerNetwork of(TrainedNetwork network) {
        if (network.input().rank() != 1) {
            throw new ExportException(
                    "DL4J gets latent vectors, and the generator's latent shape is " + network.input());
        }
        Dl4jNetwork built = new Dl4jNetwork(network);
        network.layers().forEach(built::add);
        // A reshape belongs to the layer behind it.
        if (built.reshapes.containsKey(built.parts.size())) {
            built.parts.add(Part.of(new ActivationIdentity()));
        }
        return built.build();
    }

    private void add(NetworkLayer layer) {
        switch (layer) {
            case NetworkLayer.Dense dense ->
                parts.add(new Part(
                        new DenseLayer.Builder()
                                .nOut(dense.units())
                                .hasBias(dense.bias())
                                .build(),
                        weights(dense.path(), dense.bias())));
            case NetworkLayer.TransposedConvolution up ->
                parts.add(new Part(
                        new Deconvolution2D.Builder(up.kernel(), up.kernel())
                                .nOut(up.channels())
                                .stride(up.stride(), up.stride())
                                .padding(up.padding(), up.padding())
                                .hasBias(up.bias())
                                .build(),
                        weights(up.path(), up.bias())));
            case NetworkLayer.BatchNormalization norm ->
                parts.add(new Part(
                        new BatchNormalization.Builder()
                                .eps(norm.epsilon())
                                .useLogStd(false)
                                .build(),
                        Map.of(
                                BatchNormalizationParamInitializer.GAMMA, norm.path() + "/gain",
                                BatchNormalizationParamInitializer.BETA, norm.path() + "/bias",
                                BatchNormalizationParamInitializer.GLOBAL_MEAN, norm.path() + "/running-mean",
                                BatchNormalizationParamInitializer.GLOBAL_VAR, norm.path() + "/running-variance")));
            case NetworkLayer.LayerNormalization norm ->
                throw new ExportException(
                        "DL4J has no layer normalization over all of a sample, which the generator has in '"
                                + norm.path() + "'; train it with batch normalization or none");
            case NetworkLayer.Reshape reshape -> reshape(reshape.sample());
            case NetworkLayer.LeakyRelu leaky -> parts.add(Part.of(new ActivationLReLU(leaky.slope())));
            case NetworkLayer.Activation activation ->
                parts.add(Part.of(
                        switch (activation) {
                            case RELU -> Activation.RELU.getActivationFunction();
                            case TANH -> Activation.TANH.getActivationFunction();
                            case SIGMOID -> Activation.SIGMOID.getActivationFunction();
                        }));
        }
    }

    private void reshape(Shape sample) {
        if (!reshapes.isEmpty()) {
            throw new ExportException("DL4J cannot reshape images, and the generator makes " + sample + " of them");
        }
        switch (sample.rank()) {
            case 1 -> {
                // Rows stay rows.
            }
            case 3 ->
                reshapes.put(
                        parts.size(), new FeedForwardToCnnPreProcessor(sample.size(1), sample.size(2), sample.size(0)));
            default ->
                throw new ExportException(
                        "DL4J's samples are rows [features] or images [C, H, W], and the generator's are " + sample);
        }
    }

    private static Map<String, String> weights(String path, boolean bias) {
        Map<String, String> weights = new LinkedHashMap<>();
        weights.put(DefaultParamInitializer.WEIGHT_KEY, path + "/weight");
        if (bias) {
            weights.put(DefaultParamInitializer.BIAS_KEY, path + "/bias");
        }
        return weights;
    }

    private MultiLayerNetwork build() {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .activation(Activation.IDENTITY)
                .weightInit(WeightInit.ZERO)
                .convolutionMode(ConvolutionMode.Truncate)
                .list();
        parts.forEach(part -> layers.layer(part.layer()));
        reshapes.forEach(layers::inputPreProcessor);
        MultiLayerNetwork model = new MultiLayerNetwork(
                layers.setInputType(InputType.feedForward(network.input().size()))
                        .build());
        model.init();
        for (int i = 0; i < parts.size(); i++) {
            org.deeplearning4j.nn.api.Layer layer = model.getLayer(i);
            parts.get(i)
                    .parameters()
                    .forEach((parameter, path) -> fill(layer.getParam(parameter), network.values(path)));
        }
        return model;
    }

    private static void fill(INDArray parameter, double[] values) {
        parameter.assign(Nd4j.create(values, parameter.shape(), 'c'));
    }
}
