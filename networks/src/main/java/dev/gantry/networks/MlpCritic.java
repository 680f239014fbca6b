package dev.gantry.networks;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * A multilayer perceptron from samples of any shape, made rows, to scores: dense layers {@code hidden-1}, {@code hidden-2},
 * ... and {@code output}.
 *
 * @param hidden units of each hidden layer, each from 1 to 2^20
 * @param activation of the hidden layers
 * @param slope of {@link Activation#LEAKY_RELU}, at least 0
 * @param norm of the hidden layers, before the activation
 * @param init how weights begin
 */
public record MlpCritic(
        List<Integer> hidden, Activation activation, double slope, Normalization norm, Initialization init)
        implements Critic {

    public MlpCritic {
        hidden = new Perceptron(hidden, activation, slope, norm, init).hidden();
    }

    public static CriticProvider provider() {
        return () ->
                Component.of(MethodHandles.lookup(), MlpCritic.class, "mlp", "Dense layers, for any samples.", """
                # units of each hidden layer
                hidden = [128, 128]
                # of the hidden layers: none, relu, leaky-relu, tanh, sigmoid
                activation = leaky-relu
                # factor of negative values in leaky-relu
                slope = 0.2
                # of the hidden layers: none, batch, layer
                norm = none
                # how weights begin: normal, xavier, he, fan-in-uniform, zeros
                init = he
                """);
    }

    @Override
    public boolean mixesSamples() {
        return norm == Normalization.BATCH;
    }

    @Override
    public Tensor score(Tensor samples, Scope scope) {
        return new Perceptron(hidden, activation, slope, norm, init)
                .apply(samples.flatten(), 1, scope)
                .reshape(samples.shape().size(0));
    }
}
