package dev.gantry.networks;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.networks.layer.Sizes;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * A multilayer perceptron that encodes samples of any shape and decodes them again; the score is minus the reconstruction's
 * error, {@code -mean((x - r)^2)} or {@code -mean(|x - r|)} over the elements of each sample, so at most 0. Losses that speak
 * of energies take the energy {@code -score}.
 *
 * <p>The code is announced as {@code features}; the two halves announce their layers as {@code encoder/hidden-1} and
 * {@code decoder/hidden-1}.
 *
 * <p>Zhao et al., Energy-based Generative Adversarial Network, 2017, section 2.3, which takes the error's norm where most
 * code takes its mean square; Berthelot et al., BEGAN, 2017, section 3.1, whose eta is 1 or 2.
 *
 * @param hidden units of each of the encoder's hidden layers, each from 1 to 2^20; the decoder has them in reverse
 * @param code elements of the code, from 1 to 2^20
 * @param activation of the hidden layers
 * @param slope of {@link Activation#LEAKY_RELU}, at least 0
 * @param norm of the hidden layers, before the activation
 * @param init how weights begin
 * @param error of the reconstruction
 */
public record AutoencoderCritic(
        List<Integer> hidden,
        int code,
        Activation activation,
        double slope,
        Normalization norm,
        Initialization init,
        Distance error)
        implements Critic {

    /** How far a reconstruction is from the sample, per element. */
    public enum Distance {
        /** {@code (x - r)^2}. */
        SQUARED,
        /** {@code |x - r|}. */
        ABSOLUTE
    }

    public AutoencoderCritic {
        hidden = new Perceptron(hidden, activation, slope, norm, init).hidden();
        Require.count("code", Sizes.UNITS, code);
    }

    public static CriticProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                AutoencoderCritic.class,
                "autoencoder",
                "Minus an autoencoder's error, for losses on energies.",
                """
                # units of each of the encoder's hidden layers; the decoder has them in reverse
                hidden = [128, 128]
                # elements of the code
                code = 32
                # of the hidden layers: none, relu, leaky-relu, tanh, sigmoid
                activation = leaky-relu
                # factor of negative values in leaky-relu
                slope = 0.2
                # of the hidden layers: none, batch, layer
                norm = none
                # how weights begin: normal, xavier, he, fan-in-uniform, zeros
                init = he
                # of the reconstruction: squared (EBGAN), absolute (BEGAN)
                error = squared
                """);
    }

    @Override
    public boolean mixesSamples() {
        return norm == Normalization.BATCH;
    }

    @Override
    public Tensor score(Tensor samples, Scope scope) {
        Tensor x = samples.flatten();
        Tensor encoded = scope.layer("features", perceptron(hidden).apply(x, code, scope.child("encoder")));
        Tensor decoded = perceptron(hidden.reversed()).apply(encoded, x.shape().size(1), scope.child("decoder"));
        Tensor difference = x.sub(decoded);
        Tensor errors = switch (error) {
            case SQUARED -> difference.square();
            case ABSOLUTE -> difference.abs();
        };
        return errors.mean(1).neg().reshape(x.shape().size(0));
    }

    private Perceptron perceptron(List<Integer> units) {
        return new Perceptron(units, activation, slope, norm, init);
    }
}
