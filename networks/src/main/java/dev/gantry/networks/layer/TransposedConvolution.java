package dev.gantry.networks.layer;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * The gradient of a convolution in its image, as a layer from images {@code [N, C, H, W]}: weight
 * {@code [C, channels, kernel, kernel]}, a side of H becomes {@code (H - 1) stride - 2 padding + kernel}.
 */
public record TransposedConvolution(int channels, int kernel, int stride, int padding, boolean bias)
        implements Layer.Exportable {

    public TransposedConvolution {
        Require.count("channels", Sizes.CHANNELS, channels);
        Require.count("kernel", Sizes.WINDOW, kernel);
        Require.count("stride", Sizes.WINDOW, stride);
        Require.notNegative("padding", padding);
        Require.atMost("padding", Sizes.WINDOW, padding);
    }

    public static LayerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                TransposedConvolution.class,
                "transposed-conv",
                "A convolution turned around: it enlarges images.",
                """
                # channels of the result
                channels = null
                # height and width of the kernels
                kernel = 4
                stride = 2
                padding = 1
                bias = true
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        Channels.requireImages(x);
        int inputs = Channels.count(x);
        long area = (long) kernel * kernel;
        long fanIn = channels * area;
        Shape kernels = Shape.of(inputs, channels, kernel, kernel);
        Tensor weight = scope.parameter("weight", kernels, init.weights(fanIn, inputs * area));
        Shape enlarged = Shape.of(
                x.shape().size(0),
                channels,
                enlarged(x.shape().size(2)),
                enlarged(x.shape().size(3)));
        Tensor y = x.convInputGradient(weight, Window.of(stride, padding), enlarged);
        return bias ? y.add(Channels.align(scope.parameter("bias", Shape.of(channels), init.biases(fanIn)), y)) : y;
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(new NetworkLayer.TransposedConvolution(path, channels, kernel, stride, padding, bias));
    }

    private int enlarged(int size) {
        return Shape.extent((size - 1L) * stride - 2L * padding + kernel);
    }
}
