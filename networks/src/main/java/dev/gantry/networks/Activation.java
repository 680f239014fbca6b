package dev.gantry.networks;

import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.tensor.Tensor;
import java.util.Optional;

/** A function of each element. */
public enum Activation {

    /** x. */
    NONE,

    /** max(x, 0). */
    RELU,

    /** x where x is positive, {@code slope * x} elsewhere. */
    LEAKY_RELU,

    /** tanh(x), from -1 to 1. */
    TANH,

    /** 1 / (1 + exp(-x)), from 0 to 1. */
    SIGMOID;

    /**
     * Traces the function.
     *
     * @param slope of {@link #LEAKY_RELU}
     */
    Tensor apply(Tensor x, double slope) {
        return switch (this) {
            case NONE -> x;
            case RELU -> x.relu();
            case LEAKY_RELU -> x.leakyRelu(slope);
            case TANH -> x.tanh();
            case SIGMOID -> x.sigmoid();
        };
    }

    /** The function in neutral words; empty for {@link #NONE}. */
    Optional<NetworkLayer> layer(double slope) {
        return switch (this) {
            case NONE -> Optional.empty();
            case RELU -> Optional.of(NetworkLayer.Activation.RELU);
            case LEAKY_RELU -> Optional.of(new NetworkLayer.LeakyRelu(slope));
            case TANH -> Optional.of(NetworkLayer.Activation.TANH);
            case SIGMOID -> Optional.of(NetworkLayer.Activation.SIGMOID);
        };
    }
}
