package dev.gantry.bench;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.networks.layer.BatchNormalization;
import dev.gantry.optimizers.Adam;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Graphs that hold little but one kernel each, named by it and its shapes. */
final class Kernels {

    private static final int BATCH = 64;
    private static final int MILLION = 1_000_000;

    /** As a critic of images sees them: kernels of 4x4 that halve the sides. */
    private static final Window HALVING = Window.of(2, 1).withChannelsLast();

    private Kernels() {}

    static List<Graph> all() {
        return Stream.of(products(), convolutions(), elementWise(), List.of(adam()), draws())
                .flatMap(List::stream)
                .toList();
    }

    /** The one of this name; throws {@link IllegalArgumentException} if there is none. */
    static Graph named(String name) {
        return all().stream()
                .filter(kernel -> kernel.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel is called '" + name + "'"));
    }

    private static List<Graph> products() {
        return List.of(
                product(256, 128, 128),
                product(128, 128, 128),
                product(64, 128, 128),
                product(256, 512, 512),
                product(256, 256, 2),
                product(32, 100, 8192));
    }

    private static Graph product(int rows, int inner, int columns) {
        return kernel(
                "product-" + rows + "x" + inner + "x" + columns,
                variable("left", rows, inner).matmul(variable("right", inner, columns)));
    }

    private static List<Graph> convolutions() {
        return Stream.of(
                        convolutions(64, 1, 64),
                        convolutions(32, 64, 128),
                        convolutions(16, 128, 256),
                        convolutions(8, 256, 512))
                .flatMap(List::stream)
                .toList();
    }

    /** The three maps between an image, kernels and the result: each as a function of the other two. */
    private static List<Graph> convolutions(int side, int channels, int filters) {
        Tensor image = variable("image", BATCH, side, side, channels);
        Tensor kernels = variable("kernels", filters, channels, 4, 4);
        Tensor result = variable("result", BATCH, side / 2, side / 2, filters);
        String sizes = sizes(image) + sizes(result);
        return List.of(
                kernel("convolution-result" + sizes, image.conv(kernels, HALVING)),
                kernel("convolution-image" + sizes, result.convInputGradient(kernels, HALVING, image.shape())),
                kernel("convolution-kernels" + sizes, image.convWeightGradient(result, HALVING, kernels.shape())));
    }

    /** On what fits into the caches of a core, and on images of which memory sets the pace. */
    private static List<Graph> elementWise() {
        return Stream.of(variable("x", 256, 128), variable("x", BATCH * 16 * 16, 128))
                .flatMap(x -> Stream.of(
                        kernel("chain" + sizes(x), chain(x)),
                        kernel("chain-sum" + sizes(x), chain(x).sum(0)),
                        batchNormalization(x),
                        kernel("log-sum-exp" + sizes(x), x.logSumExp(1)),
                        kernel("softmax" + sizes(x), x.sub(x.logSumExp(1)).exp())))
                .toList();
    }

    private static Tensor chain(Tensor x) {
        Tensor bias = variable("bias", x.shape().size(1));
        return x.add(bias).max(0.5).mul(Tensor.variable("y", x.shape())).sub(x);
    }

    private static Graph batchNormalization(Tensor x) {
        TracedScope scope = TracedScope.training("batch-norm");
        Tensor normal = BatchNormalization.DEFAULT.apply(x, scope, (_, _) -> Initializer.ONES);
        return new Graph("batch-norm" + sizes(x), scope.step("written", normal).writes());
    }

    private static Graph adam() {
        TracedScope scope = TracedScope.training("adam");
        Tensor parameters = variable("parameters", MILLION);
        Tensor updated =
                new Adam(0.5, 0.9, 1e-8).update(parameters, variable("gradient", MILLION), Tensor.scalar(1e-4), scope);
        return new Graph("adam-" + MILLION, scope.step("parameters", updated).writes());
    }

    private static List<Graph> draws() {
        Shape shape = Shape.of(MILLION);
        return List.of(
                kernel("normal-" + MILLION, Tensor.normal(shape, "normal")),
                kernel("uniform-" + MILLION, Tensor.uniform(shape, "uniform")));
    }

    /** Without the batch of images. */
    private static String sizes(Tensor tensor) {
        return tensor.shape().dimensions().stream()
                .skip(tensor.shape().rank() == 4 ? 1 : 0)
                .map(String::valueOf)
                .collect(Collectors.joining("x", "-", ""));
    }

    private static Graph kernel(String name, Tensor result) {
        return new Graph(name, new LinkedHashMap<>(Map.of("written", result)));
    }

    private static Tensor variable(String name, int... dimensions) {
        return Tensor.variable(name, Shape.of(dimensions));
    }
}
