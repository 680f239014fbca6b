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
 * Cross-correlation of images {@code [N, C, H, W]} with weight {@code [channels, C, kernel, kernel]}; a side of H becomes
 * {@code (H + 2 padding - kernel) / stride + 1}, rounded down.
 */
public record Convolution(int channels, int kernel, int stride, int padding, boolean bias) implements Layer.Exportable {

    public Convolution {
        Require.count("channels", Sizes.CHANNELS, channels);
        Require.count("kernel", Sizes.WINDOW, kernel);
        Require.count("stride", Sizes.WINDOW, stride);
        Require.notNegative("padding", padding);
        Require.atMost("padding", Sizes.WINDOW, padding);
    }

    public static LayerProvider provider() {
        return () -> Component.of(MethodHandles.lookup(), Convolution.class, "conv", "A convolution of images.", """
                # channels of the result
                channels = null
                # height and width of the kernels
                kernel = 3
                stride = 1
                padding = 0
                bias = true
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        Channels.requireImages(x);
        int inputs = Channels.count(x);
        long area = (long) kernel * kernel;
        Shape kernels = Shape.of(channels, inputs, kernel, kernel);
        Tensor weight = scope.parameter("weight", kernels, init.weights(inputs * area, channels * area));
        Tensor y = x.conv(weight, Window.of(stride, padding));
        return bias
                ? y.add(Channels.align(scope.parameter("bias", Shape.of(channels), init.biases(inputs * area)), y))
                : y;
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(new NetworkLayer.Convolution(path, channels, kernel, stride, padding, bias));
    }
}
