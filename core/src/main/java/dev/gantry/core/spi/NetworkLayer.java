package dev.gantry.core.spi;

import dev.gantry.core.export.TrainedNetwork;
import dev.gantry.core.tensor.Shape;
import java.util.List;

/**
 * A layer of a network in words that other software understands. The trained values of a layer lie in
 * {@link TrainedNetwork#values} under the layer's path, as {@code path/weight}.
 *
 * <p>The words that every exporter should know are here. Others may be added anywhere, for exporters that know them; the rest
 * take what such a word is in these.
 */
public interface NetworkLayer {

    /** The same layer in the words that are here, for exporters that do not know this one; empty if it cannot be said. */
    default List<NetworkLayer> expanded() {
        return List.of();
    }

    /**
     * {@code x W + b} of rows {@code [N, in]}: {@code weight} W {@code [in, units]}, {@code bias} b {@code [units]}.
     *
     * @param bias whether there is one
     */
    record Dense(String path, int units, boolean bias) implements NetworkLayer {}

    /**
     * Cross-correlation of images {@code [N, C, H, W]}: {@code weight} {@code [channels, C, kernel, kernel]}, {@code bias}
     * {@code [channels]}; a side of H becomes {@code (H + 2 padding - kernel) / stride + 1}, rounded down.
     *
     * @param bias whether there is one
     */
    record Convolution(String path, int channels, int kernel, int stride, int padding, boolean bias)
            implements NetworkLayer {}

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

    /** Images {@code [N, C, H, W]} enlarged by repeating every pixel {@code factor x factor} times. */
    record Upsample(int factor) implements NetworkLayer {}

    /**
     * The mean over windows of {@code size x size} pixels of images {@code [N, C, H, W]}; padding counts as zeros. A side of H
     * becomes {@code (H + 2 padding - size) / stride + 1}, rounded down.
     */
    record AveragePool(int size, int stride, int padding) implements NetworkLayer {}

    /** The elements of each sample, in row-major order, as a row. */
    record Flatten() implements NetworkLayer {}

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
