package dev.gantry.networks;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.networks.layer.Convolution;
import dev.gantry.networks.layer.Dense;
import dev.gantry.networks.layer.Sizes;
import java.lang.invoke.MethodHandles;

/**
 * The DCGAN critic: 4x4 convolutions {@code down-1}, {@code down-2}, ... each halving the sides and all but the first doubling
 * the channels, with leaky ReLU (slope 0.2) behind each, and behind {@code features} a dense layer {@code output}. The sizes
 * are those of {@link DcganGenerator}, in reverse.
 *
 * <p>Radford et al., Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks, 2016,
 * sections 3 and 4.
 *
 * @param channels of the feature maps nearest the image, from 1 to 2^16
 * @param norm of every convolution but the first
 * @param init how weights begin
 */
public record DcganCritic(int channels, Normalization norm, Initialization init) implements Critic {

    private static final double SLOPE = 0.2;

    public DcganCritic {
        Require.count("channels", Sizes.CHANNELS, channels);
    }

    public static CriticProvider provider() {
        return () -> Component.of(MethodHandles.lookup(), DcganCritic.class, "dcgan", "Convolutions, for images.", """
                # of the feature maps nearest the image; each smaller size has twice as many
                channels = 64
                # of every convolution but the first: batch, layer, none; under a gradient penalty layer or none
                norm = batch
                # how weights begin: normal, xavier, he, fan-in-uniform, zeros
                init = normal
                """);
    }

    @Override
    public boolean mixesSamples() {
        return norm == Normalization.BATCH;
    }

    @Override
    public Tensor score(Tensor samples, Scope scope) {
        DcganSize size = DcganSize.of(samples.shape().dropFirst());
        Tensor x = samples;
        for (int i = 1; i <= size.doublings(); i++) {
            String name = "down-" + i;
            Scope down = scope.child(name);
            boolean normalized = i > 1;
            boolean bias = !normalized || norm.keepsBias();
            x = new Convolution(DcganSize.channels(channels, i), 4, 2, 1, bias).apply(x, down, init);
            if (normalized) {
                x = norm.apply(x, down, init);
            }
            x = scope.layer(name, x.leakyRelu(SLOPE));
        }
        return new Dense(1, true)
                .apply(scope.layer("features", x.flatten()), scope.child("output"), init)
                .reshape(samples.shape().size(0));
    }
}
