package dev.gantry.networks.layer;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code gain (x - mean) / sqrt(variance + epsilon) + bias}, with mean and (population) variance of each sample over all its
 * elements, gain and bias per channel; training or not makes no difference.
 *
 * <p>Ba et al., Layer Normalization, 2016, equation 3; per channel as in the code of Gulrajani et al., Improved Training of
 * Wasserstein GANs, 2017.
 */
public record LayerNormalization(double epsilon) implements Layer.Exportable {

    public static final LayerNormalization DEFAULT = new LayerNormalization(1e-5);

    public LayerNormalization {
        Require.positive("epsilon", epsilon);
    }

    public static LayerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                LayerNormalization.class,
                "layer-norm",
                "Normalizes each sample by itself.",
                """
                # added to the variance
                epsilon = 1e-5
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        Shape channels = Channels.shape(x);
        Tensor gain = scope.parameter("gain", channels, Initializer.ONES);
        Tensor bias = scope.parameter("bias", channels, Initializer.ZEROS);
        int[] axes = IntStream.range(1, x.shape().rank()).toArray();
        Tensor normal = x.sub(x.mean(axes)).div(x.variance(axes).add(epsilon).sqrt());
        return normal.mul(Channels.align(gain, x)).add(Channels.align(bias, x));
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(new NetworkLayer.LayerNormalization(path, epsilon));
    }
}
