package dev.gantry.networks;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.LayeredGenerator;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.networks.layer.Sizes;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * A multilayer perceptron from latent vectors to samples of any shape: dense layers {@code hidden-1}, {@code hidden-2}, ...
 * and {@code output}.
 *
 * @param latent size of a latent vector, from 1 to 2^16
 * @param hidden units of each hidden layer, each from 1 to 2^20
 * @param activation of the hidden layers
 * @param slope of {@link Activation#LEAKY_RELU}, at least 0
 * @param norm of the hidden layers, before the activation
 * @param init how weights begin
 * @param outputActivation of the samples
 */
public record MlpGenerator(
        int latent,
        List<Integer> hidden,
        Activation activation,
        double slope,
        Normalization norm,
        Initialization init,
        Activation outputActivation)
        implements LayeredGenerator {

    public MlpGenerator {
        Require.count("latent", Sizes.LATENT, latent);
        hidden = new Perceptron(hidden, activation, slope, norm, init).hidden();
    }

    public static GeneratorProvider provider() {
        return () ->
                Component.of(MethodHandles.lookup(), MlpGenerator.class, "mlp", "Dense layers, for any samples.", """
                # size of a latent vector
                latent = 100
                # units of each hidden layer
                hidden = [128, 128]
                # of the hidden layers: none, relu, leaky-relu, tanh, sigmoid
                activation = relu
                # factor of negative values in leaky-relu
                slope = 0.2
                # of the hidden layers: none, batch, layer
                norm = none
                # how weights begin: normal, xavier, he, fan-in-uniform, zeros
                init = he
                # of the samples; tanh suits images, whose values are from -1 to 1
                output-activation = none
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
        Tensor rows = perceptron().apply(latent, sampleShape.length(), scope);
        return outputActivation
                .apply(rows, slope)
                .reshape(sampleShape.prepend(latent.shape().size(0)));
    }

    @Override
    public List<NetworkLayer> layers(Shape sampleShape) {
        List<NetworkLayer> layers = perceptron().words(sampleShape.length());
        layers.addAll(outputActivation.words(slope));
        layers.add(new NetworkLayer.Reshape(sampleShape));
        return layers;
    }

    private Perceptron perceptron() {
        return new Perceptron(hidden, activation, slope, norm, init);
    }
}
