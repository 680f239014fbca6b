package dev.gantry.nd4j;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataException;
import dev.gantry.core.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network that a user trained with DL4J, as a graph with one input and one output. */
final class Dl4jModel {

    private static final int BATCH = 256;

    private final Path file;
    private final ComputationGraph graph;

    /** The layers in their order: as the graph calls them, and as the user does. */
    private final List<String> vertices;

    private final List<String> names;

    private Dl4jModel(Path file, ComputationGraph graph, List<String> names) {
        this.file = file;
        this.graph = graph;
        this.vertices = Arrays.stream(graph.getLayers()).map(Dl4jModel::name).toList();
        this.names = names;
        // DL4J would leave workspaces open after it refused an input, or gave the output of an inner layer.
        graph.getConfiguration().setInferenceWorkspaceMode(WorkspaceMode.NONE);
    }

    /** @throws DataException if there is no such file, or it is not such a network */
    static Dl4jModel load(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": there is no such file");
        }
        NativeLibrary.requireAny();
        Dl4jModel model = restored(file);
        int inputs = model.graph.getNumInputArrays();
        int outputs = model.graph.getNumOutputArrays();
        if (inputs != 1 || outputs != 1) {
            throw new DataException("%s: the network must have one input and one output, found %d and %d"
                    .formatted(file, inputs, outputs));
        }
        return model;
    }

    private static Dl4jModel restored(Path file) {
        try {
            return Dl4jArchive.of(file).isGraph() ? graph(file) : layers(file);
        } catch (IOException | RuntimeException e) {
            throw new DataException(
                    file + ": is not a network that DL4J's ModelSerializer wrote: " + e.getMessage(), e);
        }
    }

    private static Dl4jModel graph(Path file) throws IOException {
        ComputationGraph graph =
                ModelSerializer.restoreComputationGraph(file.toFile(), false).convertDataType(DataType.FLOAT);
        return new Dl4jModel(
                file,
                graph,
                Arrays.stream(graph.getLayers()).map(Dl4jModel::name).toList());
    }

    private static Dl4jModel layers(Path file) throws IOException {
        MultiLayerNetwork network =
                ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false).convertDataType(DataType.FLOAT);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < network.getnLayers(); i++) {
            names.add(Objects.requireNonNullElse(name(network.getLayer(i)), "layer" + i));
        }
        // The graph calls its layers by their numbers.
        return new Dl4jModel(file, network.toComputationGraph(), names);
    }

    private static String name(Layer layer) {
        return layer.conf().getLayer().getLayerName();
    }

    /**
     * A layer by its name or number.
     *
     * @throws UnsuitableException if there is none
     */
    String vertex(String layer) {
        int index = names.indexOf(layer);
        if (index < 0 && layer.matches("\\d{1,9}")) {
            index = Integer.parseInt(layer);
        }
        if (index < 0 || index >= names.size()) {
            throw new UnsuitableException(file + " has no layer '" + layer + "'; its layers are "
                    + IntStream.range(0, names.size())
                            .mapToObj(i -> i + " '" + names.get(i) + "'")
                            .collect(Collectors.joining(", ")));
        }
        return vertices.get(index);
    }

    /** The layer whose activations are the network's output. */
    String last() {
        return graph.getConfiguration().getNetworkOutputs().getFirst();
    }

    /** What goes into {@link #last}. */
    String beforeLast() {
        return Objects.requireNonNull(graph.getConfiguration().getVertexInputs().get(last()))
                .getFirst();
    }

    /**
     * What a layer gives for each sample, in row-major order.
     *
     * @throws UnsuitableException if the network does not take samples of this shape
     */
    float[] activations(String vertex, float[] samples, int count, Shape sample) {
        if (graph.getConfiguration().getNetworkInputs().contains(vertex)) {
            return Arrays.copyOf(samples, Math.toIntExact(count * sample.size()));
        }
        int values = Math.toIntExact(sample.size());
        float[] all = new float[0];
        for (int first = 0; first < count; first += BATCH) {
            int size = Math.min(BATCH, count - first);
            float[] batch = Arrays.copyOfRange(samples, first * values, (first + size) * values);
            float[] made = activations(vertex, Nd4j.create(batch, dimensions(sample, size), 'c'), sample);
            int length = made.length / size;
            if (first == 0) {
                all = new float[count * length];
            }
            System.arraycopy(made, 0, all, first * length, made.length);
        }
        return all;
    }

    private float[] activations(String vertex, INDArray input, Shape sample) {
        try {
            INDArray output = graph.output(List.of(vertex), false, new INDArray[] {input}, null)[0];
            return output.dup('c').reshape(-1).toFloatVector();
        } catch (RuntimeException e) {
            throw new UnsuitableException(
                    file + " does not take samples of shape " + sample + ": " + needs() + ". DL4J says: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        } finally {
            input.close();
        }
    }

    private long[] dimensions(Shape sample, int count) {
        Shape given = beginsDense() ? Shape.of(Math.toIntExact(sample.size())) : sample;
        return given.prepend(count).dimensions().stream()
                .mapToLong(size -> size)
                .toArray();
    }

    /** Whether the network takes rows. */
    private boolean beginsDense() {
        return graph.getLayers()[0].conf().getLayer() instanceof FeedForwardLayer dense
                && !(dense instanceof ConvolutionLayer)
                && graph.getConfiguration().getVertices().get(vertices.getFirst()) instanceof LayerVertex vertex
                && vertex.getPreProcessor() == null;
    }

    private String needs() {
        return graph.getLayers()[0].conf().getLayer() instanceof FeedForwardLayer first
                ? "its first layer takes " + first.getNIn()
                        + (first instanceof ConvolutionLayer ? " channels" : " values")
                : "see its first layer";
    }
}
