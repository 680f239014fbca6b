package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import dev.gantry.core.data.DataException;
import dev.gantry.core.metric.Features;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

final class Dl4jFeaturesTest {

    private static final Shape ROW = Shape.of(2);

    /** Two samples, and what {@code relu(x W + b)} with W = [[1, -1, 2], [3, 0.5, -1]] and b = [0, 1, 0.5] makes of them. */
    private static final float[] SAMPLES = {1, 2, -1, 0.5f};

    private static final float[] HIDDEN = {7, 1, 0.5f, 0.5f, 2.25f, 0};

    @TempDir
    private Path folder;

    @BeforeAll
    static void loadNd4j() {
        NativeLibrary.requireAny();
    }

    private Path write(Model model) throws IOException {
        Path file = folder.resolve("model.zip");
        ModelSerializer.writeModel(model, file.toFile(), false);
        return file;
    }

    private static DenseLayer hidden() {
        return new DenseLayer.Builder()
                .name("hidden")
                .nIn(2)
                .nOut(3)
                .activation(Activation.RELU)
                .build();
    }

    private static OutputLayer output(Activation activation) {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nIn(3)
                .nOut(2)
                .activation(activation)
                .build();
    }

    /** The hidden layer above, and outputs {@code [h1 - h2, h3]} before their activation. */
    private static MultiLayerNetwork layers(Activation activation) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(hidden())
                .layer(output(activation))
                .build());
        network.init();
        fill(network.getLayer(0), new float[][] {{1, -1, 2}, {3, 0.5f, -1}}, 0, 1, 0.5f);
        fill(network.getLayer(1), new float[][] {{1, 0}, {-1, 0}, {0, 1}}, 0, 0);
        return network;
    }

    private static ComputationGraph graph(int inputs) {
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder();
        ComputationGraph network = new ComputationGraph(
                inputs == 1
                        ? builder.graphBuilder()
                                .addInputs("in")
                                .addLayer("first", hidden(), "in")
                                .addLayer("out", output(Activation.SOFTMAX), "first")
                                .setOutputs("out")
                                .build()
                        : builder.graphBuilder()
                                .addInputs("in", "more")
                                .addLayer("first", hidden(), "in")
                                .addLayer("second", hidden(), "more")
                                .addLayer(
                                        "out",
                                        new OutputLayer.Builder(LossFunction.MSE)
                                                .nIn(6)
                                                .nOut(2)
                                                .activation(Activation.SOFTMAX)
                                                .build(),
                                        "first",
                                        "second")
                                .setOutputs("out")
                                .build());
        network.init();
        fill(network.getLayer("first"), new float[][] {{1, -1, 2}, {3, 0.5f, -1}}, 0, 1, 0.5f);
        return network;
    }

    private static void fill(Layer layer, float[][] weights, float... biases) {
        layer.getParam("W").assign(Nd4j.createFromArray(weights));
        layer.getParam("b").assign(Nd4j.createFromArray(biases).reshape(1, biases.length));
    }

    @Test
    void featuresAreWhatGoesIntoTheLastLayer() throws IOException {
        Features features = new Dl4jFeatures(write(layers(Activation.SOFTMAX)), Optional.empty());

        assertThat(features.size(ROW)).isEqualTo(3);
        assertThat(features.of(SAMPLES, 2, ROW)).containsExactly(HIDDEN, within(1e-6f));
    }

    @Test
    void layersHaveNamesAndNumbers() throws IOException {
        Path file = write(layers(Activation.IDENTITY));

        for (String layer : List.of("hidden", "0")) {
            assertThat(new Dl4jFeatures(file, Optional.of(layer)).of(SAMPLES, 2, ROW))
                    .containsExactly(HIDDEN, within(1e-6f));
        }
        assertThat(new Dl4jFeatures(file, Optional.of("1")).of(SAMPLES, 2, ROW))
                .containsExactly(new float[] {6, 0.5f, -1.75f, 0}, within(1e-6f));
        assertThatThrownBy(() -> new Dl4jFeatures(file, Optional.of("hiden")).size(ROW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no layer 'hiden'; its layers are 0 'hidden', 1 ");
        assertThatThrownBy(() -> new Dl4jFeatures(file, Optional.of("2")).size(ROW))
                .hasMessageContaining("has no layer '2'");
    }

    @Test
    void classScoresAreLogarithmsOfProbabilities() throws IOException {
        Features features = new Dl4jFeatures(write(layers(Activation.SOFTMAX)), Optional.empty());
        Features scores = features.classScores().orElseThrow();

        assertThat(scores.size(ROW)).isEqualTo(2);
        // log softmax of [6, 0.5] and [-1.75, 0].
        assertThat(scores.of(SAMPLES, 2, ROW))
                .containsExactly(
                        new float[] {
                            (float) -Math.log1p(Math.exp(-5.5)),
                            (float) (-5.5 - Math.log1p(Math.exp(-5.5))),
                            (float) (-1.75 - Math.log1p(Math.exp(-1.75))),
                            (float) -Math.log1p(Math.exp(-1.75))
                        },
                        within(1e-5f));
    }

    @Test
    void whatGivesNoProbabilitiesIsNoClassifier() throws IOException {
        Features features = new Dl4jFeatures(write(layers(Activation.IDENTITY)), Optional.empty());

        assertThatThrownBy(() -> features.classScores().orElseThrow().of(SAMPLES, 2, ROW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model.zip is no classifier");
    }

    @Test
    void graphsOfOneInputServeAsWell() throws IOException {
        Path file = write(graph(1));

        assertThat(new Dl4jFeatures(file, Optional.empty()).of(SAMPLES, 2, ROW)).containsExactly(HIDDEN, within(1e-6f));
        assertThat(new Dl4jFeatures(file, Optional.of("first")).of(SAMPLES, 2, ROW))
                .containsExactly(HIDDEN, within(1e-6f));
        assertThat(new Dl4jClassScores(file).size(ROW)).isEqualTo(2);
    }

    @Test
    void graphsOfTwoInputsAreRefused() throws IOException {
        Path file = write(graph(2));

        assertThatThrownBy(() -> new Dl4jFeatures(file, Optional.empty()).size(ROW))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("must have one input and one output, found 2 and 1");
    }

    /** A 1 x 1 convolution of two channels to one, {@code 2 a - b}, in row-major order. */
    @Test
    void imagesAreChannelsHeightWidth() throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(1, 1)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(2, 3, 2))
                .build());
        network.init();
        network.getLayer(0).getParam("W").assign(Nd4j.createFromArray(2f, -1f).reshape(1, 2, 1, 1));
        network.getLayer(0).getParam("b").assign(0);
        Features features = new Dl4jFeatures(write(network), Optional.empty());
        float[] image = {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};

        assertThat(features.of(image, 1, Shape.of(2, 2, 3)))
                .containsExactly(new float[] {-8, -16, -24, -32, -40, -48}, within(1e-5f));
        for (Shape wrong : List.of(Shape.of(1, 2, 3), Shape.of(12), Shape.of(2, 5, 5))) {
            assertThatThrownBy(() -> features.classScores().orElseThrow().size(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not take samples of shape " + wrong)
                    .hasMessageContaining("2 channels");
        }
    }

    @Test
    void networksOfRowsSeeImagesAsRows() throws IOException {
        Features features = new Dl4jFeatures(write(layers(Activation.SOFTMAX)), Optional.empty());

        assertThat(features.of(SAMPLES, 2, Shape.of(1, 1, 2))).containsExactly(HIDDEN, within(1e-6f));
        assertThatThrownBy(() -> features.size(Shape.of(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not take samples of shape [3]")
                .hasMessageContaining("2 values");
    }

    @Test
    void networksInDoublePrecisionServeAsWell() throws IOException {
        Path file = write(layers(Activation.SOFTMAX).convertDataType(DataType.DOUBLE));

        assertThat(new Dl4jFeatures(file, Optional.empty()).of(SAMPLES, 2, ROW)).containsExactly(HIDDEN, within(1e-6f));
    }

    @Test
    void manySamplesComeInBatches() throws IOException {
        Features features = new Dl4jFeatures(write(layers(Activation.SOFTMAX)), Optional.empty());
        float[] samples = new float[2 * 600];
        for (int i = 0; i < 300; i++) {
            System.arraycopy(SAMPLES, 0, samples, 4 * i, 4);
        }

        float[] found = features.of(samples, 600, ROW);

        assertThat(found).hasSize(1800);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(HIDDEN[i % 6], within(1e-6f));
        }
    }

    @Test
    void filesThatAreNoModelsAreNamed() throws IOException {
        Path missing = folder.resolve("missing.zip");
        Path text = Files.writeString(folder.resolve("text.zip"), "no zip");
        Path other = folder.resolve("other.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
        }
        Path broken = folder.resolve("broken.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(broken))) {
            zip.putNextEntry(new ZipEntry("configuration.json"));
            zip.write("{\"confs\": 3}".getBytes(StandardCharsets.UTF_8));
        }

        assertThatThrownBy(() -> new Dl4jFeatures(missing, Optional.empty()).size(ROW))
                .isInstanceOf(DataException.class)
                .hasMessage(missing + ": there is no such file");
        for (Path file : List.of(text, other, broken)) {
            assertThatThrownBy(() -> new Dl4jFeatures(file, Optional.empty()).size(ROW))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(file + ": is not a network that DL4J's ModelSerializer wrote");
        }
    }

    /** A model's file with one entry changed. */
    private Path changed(Path model, String entry, UnaryOperator<byte[]> change) throws IOException {
        Path changed = folder.resolve("changed.zip");
        try (ZipFile from = new ZipFile(model.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (ZipEntry each : Collections.list(from.entries())) {
                byte[] content = from.getInputStream(each).readAllBytes();
                to.putNextEntry(new ZipEntry(each.getName()));
                to.write(each.getName().equals(entry) ? change.apply(content) : content);
            }
        }
        return changed;
    }

    private static byte[] text(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Test
    void filesThatSayMoreThanTheyHoldAreRefused() throws IOException {
        Path model = write(layers(Activation.SOFTMAX));

        assertRefused(
                changed(model, "configuration.json", _ -> text("[".repeat(1_000_000))), "is nested more than 100 deep");
        assertRefused(
                changed(model, "configuration.json", json -> Arrays.copyOf(json, 17 << 20)), "is longer than 16 MiB");
        assertRefused(
                changed(
                        model,
                        "configuration.json",
                        json -> text(text(json).replaceAll("\"nin\" : \\d+", "\"nin\" : 2000000000"))),
                "expected length 10000000005");
        assertRefused(
                changed(model, "coefficients.bin", bytes -> Arrays.copyOf(bytes, bytes.length - 1)),
                "holds fewer values than it says");
        assertRefused(
                changed(model, "coefficients.bin", bytes -> saying(1000, bytes)), "holds fewer values than it says");
        boolean fits = Runtime.getRuntime().maxMemory() >= (long) Float.BYTES * Integer.MAX_VALUE;
        assertRefused(
                changed(model, "coefficients.bin", bytes -> saying(Integer.MAX_VALUE, bytes)),
                fits ? "holds fewer values than it says" : "holds 8,191 MB, and there is room for ");
        assertRefused(changed(model, "coefficients.bin", _ -> text("no array")), "holds");
    }

    /** Parameters that say another number of values: it stands behind the name of how these were allocated. */
    private static byte[] saying(long count, byte[] parameters) {
        String mode = "MIXED_DATA_TYPES";
        ByteBuffer longer = ByteBuffer.wrap(parameters.clone());
        int last = new String(parameters, StandardCharsets.ISO_8859_1).lastIndexOf(mode);
        longer.putLong(last + mode.length(), count);
        return longer.array();
    }

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> new Dl4jFeatures(file, Optional.empty()).size(ROW))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": is not a network that DL4J's ModelSerializer wrote")
                .hasMessageContaining(why);
    }

    @Test
    void areFoundOnTheClassPath() throws IOException {
        Path file = write(layers(Activation.SOFTMAX));
        Components components = Components.discover(List.of());

        Features features = components
                .find(Kind.FEATURES, "dl4j")
                .orElseThrow()
                .component()
                .from(ConfigFactory.parseString("layer = 0, file = " + ConfigUtil.quoteString(file.toString())));

        assertThat(features).isEqualTo(new Dl4jFeatures(file, Optional.of("0")));
        assertThat(components.classifierTrainers()).singleElement().isInstanceOf(Dl4jClassifierTrainer.class);
    }
}
