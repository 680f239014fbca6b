package dev.gantry.nd4j;

import dev.gantry.core.export.ExportException;
import dev.gantry.core.export.TrainedNetwork;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network as DL4J's, layer by layer. Images are {@code [N, C, H, W]} there too. */
final class Dl4jNetwork {

    /** A layer of DL4J, what turns rows to images or back before it, and which of our values each of its parameters takes. */
    private record Part(Layer layer, List<InputPreProcessor> reshapes, Map<String, String> parameters) {}

    private final TrainedNetwork network;
    private final List<Part> parts = new ArrayList<>();

    /** What the parts so far give. */
    private InputType made;

    /** As what the next layer takes it, for DL4J reshapes in front of a layer only. */
    private Shape sample;

    private Dl4jNetwork(TrainedNetwork network) {
        this.network = network;
        this.made = InputType.feedForward(network.input().size());
        this.sample = network.input();
    }

    /**
     * Writes the network, ready to use.
     *
     * @throws ExportException if DL4J has no such network
     */
    static void write(TrainedNetwork network, OutputStream target) throws IOException {
        NativeLibrary.requireAny();
        ModelSerializer.writeModel(of(network), target, false);
    }

    private static MultiLayerNetwork of(TrainedNetwork network) {
        if (network.input().rank() != 1) {
            throw new ExportException(
                    "DL4J gets latent vectors, and the generator's latent shape is " + network.input());
        }
        Dl4jNetwork built = new Dl4jNetwork(network);
        network.layers().forEach(built::add);
        built.end();
        return built.build();
    }

    private void add(NetworkLayer layer) {
        if (!added(layer)) {
            List<NetworkLayer> expanded = layer.expanded();
            if (expanded.isEmpty()) {
                throw unknown(layer);
            }
            for (NetworkLayer part : expanded) {
                if (!added(part)) {
                    throw unknown(part);
                }
            }
        }
    }

    private static ExportException unknown(NetworkLayer layer) {
        return new ExportException(
                "DL4J has no layer '" + layer + "'",
                layer,
                "train without it, or let it be 'expanded()' into layers that NetworkLayer has");
    }

    /** Adds a layer, if its word is known. */
    private boolean added(NetworkLayer layer) {
        switch (layer) {
            case NetworkLayer.Dense dense ->
                add(
                        new DenseLayer.Builder()
                                .nOut(dense.units())
                                .hasBias(dense.bias())
                                .build(),
                        weights(dense.path(), dense.bias()));
            case NetworkLayer.Convolution conv ->
                add(
                        new ConvolutionLayer.Builder(conv.kernel(), conv.kernel())
                                .nOut(conv.channels())
                                .stride(conv.stride(), conv.stride())
                                .padding(conv.padding(), conv.padding())
                                .convolutionMode(ConvolutionMode.Truncate)
                                .hasBias(conv.bias())
                                .build(),
                        weights(conv.path(), conv.bias()));
            case NetworkLayer.TransposedConvolution up ->
                add(
                        new Deconvolution2D.Builder(up.kernel(), up.kernel())
                                .nOut(up.channels())
                                .stride(up.stride(), up.stride())
                                .padding(up.padding(), up.padding())
                                .convolutionMode(ConvolutionMode.Truncate)
                                .hasBias(up.bias())
                                .build(),
                        weights(up.path(), up.bias()));
            case NetworkLayer.BatchNormalization norm ->
                add(
                        new BatchNormalization.Builder()
                                .eps(norm.epsilon())
                                .useLogStd(false)
                                .build(),
                        Map.of(
                                BatchNormalizationParamInitializer.GAMMA, norm.path() + "/gain",
                                BatchNormalizationParamInitializer.BETA, norm.path() + "/bias",
                                BatchNormalizationParamInitializer.GLOBAL_MEAN, norm.path() + "/running-mean",
                                BatchNormalizationParamInitializer.GLOBAL_VAR, norm.path() + "/running-variance"));
            case NetworkLayer.LayerNormalization norm ->
                throw new ExportException(
                        "DL4J has no layer normalization over all of a sample, which the generator has in '"
                                + norm.path() + "'; train it with batch normalization or none");
            case NetworkLayer.Upsample upsample -> add(new Upsampling2D.Builder(upsample.factor()).build(), Map.of());
            case NetworkLayer.AveragePool pool ->
                add(
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                                .kernelSize(pool.size(), pool.size())
                                .stride(pool.stride(), pool.stride())
                                .padding(pool.padding(), pool.padding())
                                .convolutionMode(ConvolutionMode.Truncate)
                                .avgPoolIncludePadInDivisor(true)
                                .build(),
                        Map.of());
            case NetworkLayer.Flatten flatten -> sample = Shape.of(sample.length());
            case NetworkLayer.Reshape reshape -> reshape(reshape.sample());
            case NetworkLayer.LeakyRelu leaky -> add(new ActivationLReLU(leaky.slope()));
            case NetworkLayer.Activation activation ->
                add(
                        switch (activation) {
                            case RELU -> Activation.RELU.getActivationFunction();
                            case TANH -> Activation.TANH.getActivationFunction();
                            case SIGMOID -> Activation.SIGMOID.getActivationFunction();
                        });
            default -> {
                return false;
            }
        }
        return true;
    }

    private void reshape(Shape target) {
        if (target.size() != sample.size()) {
            throw new ExportException("the generator's layers reshape " + sample + " to " + target);
        }
        sample = target;
    }

    private void add(IActivation activation) {
        add(new ActivationLayer(activation), Map.of());
    }

    private void add(Layer layer, Map<String, String> parameters) {
        List<InputPreProcessor> reshapes = reshapes();
        for (InputPreProcessor reshape : reshapes) {
            made = reshape.getOutputType(made);
        }
        try {
            made = layer.getOutputType(parts.size(), made);
        } catch (RuntimeException e) {
            throw new ExportException("DL4J refuses a layer behind " + sample + ": " + e.getMessage());
        }
        sample = shape(made);
        parts.add(new Part(layer, reshapes, parameters));
    }

    /** What makes {@link #made} a {@link #sample}. */
    private List<InputPreProcessor> reshapes() {
        List<InputPreProcessor> reshapes = new ArrayList<>();
        if (shape(made).equals(sample)) {
            return reshapes;
        }
        if (made instanceof InputType.InputTypeConvolutional image) {
            reshapes.add(new CnnToFeedForwardPreProcessor(image.getHeight(), image.getWidth(), image.getChannels()));
        }
        switch (sample.rank()) {
            case 1 -> {
                // A row.
            }
            case 3 -> reshapes.add(new FeedForwardToCnnPreProcessor(sample.size(1), sample.size(2), sample.size(0)));
            default ->
                throw new ExportException(
                        "DL4J's samples are rows [features] or images [C, H, W], and the generator's are " + sample);
        }
        return reshapes;
    }

    private static Shape shape(InputType type) {
        return type instanceof InputType.InputTypeConvolutional image
                ? Shape.of(
                        Shape.extent(image.getChannels()),
                        Shape.extent(image.getHeight()),
                        Shape.extent(image.getWidth()))
                : Shape.of(Shape.extent(type.arrayElementsPerExample()));
    }

    private void end() {
        if (!reshapes().isEmpty()) {
            add(new ActivationIdentity());
        }
        if (!sample.equals(network.output())) {
            throw new ExportException(
                    "the generator's layers are said to give " + sample + ", and it gives " + network.output());
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
                .list();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            layers.layer(part.layer());
            switch (part.reshapes().size()) {
                case 0 -> {
                    // It takes what comes.
                }
                case 1 -> layers.inputPreProcessor(i, part.reshapes().getFirst());
                default ->
                    layers.inputPreProcessor(
                            i, new ComposableInputPreProcessor(part.reshapes().toArray(InputPreProcessor[]::new)));
            }
        }
        MultiLayerNetwork model = new MultiLayerNetwork(
                layers.setInputType(InputType.feedForward(network.input().size()))
                        .build());
        model.init();
        for (int i = 0; i < parts.size(); i++) {
            org.deeplearning4j.nn.api.Layer layer = model.getLayer(i);
            parts.get(i).parameters().forEach((parameter, path) -> fill(layer.getParam(parameter), path));
        }
        return model;
    }

    private void fill(INDArray parameter, String path) {
        double[] values = network.values(path, parameter.length());
        parameter.assign(Nd4j.create(values, parameter.shape(), 'c'));
    }
}
