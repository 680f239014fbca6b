package dev.gantry.core.spi;

import dev.gantry.core.tensor.Shape;

/**
 * A layer of a network in words that other software understands. The trained values of a layer lie in
 * {@link TrainedNetwork#values} under the layer's path, as {@code path/weight}.
 */
public sealed interface NetworkLayer {

    /**
     * {@code x W + b} of rows {@code [N, in]}: {@code weight} W {@code [in, units]}, {@code bias} b {@code [units]}.
     *
     * @param bias whether there is one
     */
    record Dense(String path, int units, boolean bias) implements NetworkLayer {}

    /**
     * The gradient of a convolution in its image, from images {@code [N, C, H, W]}: {@code weight}
     * {@code [C, channels, kernel, kernel]}, {@code bias} {@code [channels]}; a side of H becomes
     * {@code (H - 1) stride - 2 padding + kernel}.
     *
     * @param bias whether there is one
     */
    record TransposedConvolution(String path, int channels, int kernel, int stride, int padding, boolean bias)
            implements NetworkLayer {}

    /**
     * {@code gain (x - mean) / sqrt(variance + epsilon) + bias} per channel {@code [C]} of {@code [N, C, ...]}:
     * {@code gain}, {@code bias}, {@code running-mean} and {@code running-variance}.
     */
    record BatchNormalization(String path, double epsilon) implements NetworkLayer {}

    /** The same with mean and variance of each sample: {@code gain} and {@code bias}. */
    record LayerNormalization(String path, double epsilon) implements NetworkLayer {}

    /** The same elements of each sample, in row-major order, under another shape. */
    record Reshape(Shape sample) implements NetworkLayer {}

    /** x where x is positive, {@code slope * x} elsewhere. */
    record LeakyRelu(double slope) implements NetworkLayer {}

    /** A function of each element without settings. */
    enum Activation implements NetworkLayer {
        RELU,
        TANH,
        SIGMOID
    }
}
