package dev.gantry.networks;

import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.tensor.Tensor;
import java.util.List;

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

    /** The function in words of other software; nothing for {@link #NONE}. */
    List<NetworkLayer> words(double slope) {
        return switch (this) {
            case NONE -> List.of();
            case RELU -> List.of(NetworkLayer.Activation.RELU);
            case LEAKY_RELU -> List.of(new NetworkLayer.LeakyRelu(slope));
            case TANH -> List.of(NetworkLayer.Activation.TANH);
            case SIGMOID -> List.of(NetworkLayer.Activation.SIGMOID);
        };
    }
}
