package dev.gantry.networks;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.LayeredGenerator;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.networks.layer.Dense;
import dev.gantry.networks.layer.Sizes;
import dev.gantry.networks.layer.TransposedConvolution;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/**
 * The DCGAN generator: a dense layer {@code project} to small feature maps, then 4x4 transposed convolutions {@code up-1},
 * {@code up-2}, ... and {@code output}, each doubling the sides and all but the last halving the channels; ReLU between, tanh
 * at the end. An image of 28x28 begins as 7x7, one of 32x32 or 64x64 as 4x4, one of 48x64 as 6x8.
 *
 * <p>Radford et al., Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks, 2016,
 * section 3 and figure 1.
 *
 * @param latent size of a latent vector, from 1 to 2^16
 * @param channels of the feature maps nearest the image, from 1 to 2^16
 * @param norm of every layer but the output
 * @param init how weights begin
 */
public record DcganGenerator(int latent, int channels, Normalization norm, Initialization init)
        implements LayeredGenerator {

    public DcganGenerator {
        Require.count("latent", Sizes.LATENT, latent);
        Require.count("channels", Sizes.CHANNELS, channels);
    }

    public static GeneratorProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), DcganGenerator.class, "dcgan", "Transposed convolutions, for images.", """
                # size of a latent vector
                latent = 100
                # of the feature maps nearest the image; each smaller size has twice as many
                channels = 64
                # of every layer but the output: batch, layer, none
                norm = batch
                # how weights begin: normal, xavier, he, fan-in-uniform, zeros
                init = normal
                """);
    }

    @Override
    public Shape latentShape() {
        return Shape.of(latent);
    }

    @Override
    public boolean mixesSamples() {
        return norm == Normalization.BATCH;
    }

    @Override
    public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
        DcganSize size = DcganSize.of(sampleShape);
        Shape core = core(size);
        Scope project = scope.child("project");
        Tensor x = new Dense(Shape.extent(core.size()), norm.keepsBias())
                .apply(latent, project, init)
                .reshape(core.prepend(latent.shape().size(0)));
        x = scope.layer("project", norm.apply(x, project, init).relu());
        for (int i = 1; i < size.doublings(); i++) {
            String name = "up-" + i;
            Scope up = scope.child(name);
            x = doubled(DcganSize.channels(channels, size.doublings() - i), norm.keepsBias())
                    .apply(x, up, init);
            x = scope.layer(name, norm.apply(x, up, init).relu());
        }
        return doubled(sampleShape.size(0), true)
                .apply(x, scope.child("output"), init)
                .tanh();
    }

    /** The smallest feature maps. */
    private Shape core(DcganSize size) {
        return Shape.of(DcganSize.channels(channels, size.doublings()), size.height(), size.width());
    }

    private static TransposedConvolution doubled(int channels, boolean bias) {
        return new TransposedConvolution(channels, 4, 2, 1, bias);
    }

    @Override
    public List<NetworkLayer> layers(Shape sampleShape) {
        DcganSize size = DcganSize.of(sampleShape);
        Shape core = core(size);
        List<NetworkLayer> layers = new ArrayList<>();
        layers.add(new NetworkLayer.Dense("project", Shape.extent(core.size()), norm.keepsBias()));
        layers.add(new NetworkLayer.Reshape(core));
        layers.addAll(norm.words("project"));
        layers.add(NetworkLayer.Activation.RELU);
        for (int i = 1; i < size.doublings(); i++) {
            String path = "up-" + i;
            int halved = DcganSize.channels(channels, size.doublings() - i);
            layers.addAll(doubled(halved, norm.keepsBias()).words(path));
            layers.addAll(norm.words(path));
            layers.add(NetworkLayer.Activation.RELU);
        }
        layers.addAll(doubled(sampleShape.size(0), true).words("output"));
        layers.add(NetworkLayer.Activation.TANH);
        return layers;
    }
}
