package dev.gantry.networks.layer;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Batches {@code [N, C, ...]} by channel; the features of {@code [N, F]} are channels too. */
final class Channels {

    private Channels() {}

    /** How many channels there are. */
    static int count(Tensor x) {
        if (x.shape().rank() < 2) {
            throw new ShapeException("needs a batch [N, features] or [N, C, H, W], found " + x.shape());
        }
        return x.shape().size(1);
    }

    /** One value per channel {@code [C]}, shaped so that it broadcasts to {@code x}. */
    static Tensor align(Tensor perChannel, Tensor x) {
        int[] aligned = new int[x.shape().rank() - 1];
        Arrays.fill(aligned, 1);
        aligned[0] = count(x);
        return perChannel.reshape(aligned);
    }

    /** Every axis but the channels'. */
    static int[] otherAxes(Tensor x) {
        return IntStream.range(0, x.shape().rank()).filter(axis -> axis != 1).toArray();
    }

    /** Throws {@link ShapeException} unless {@code x} is a batch of images {@code [N, C, H, W]}. */
    static void requireImages(Tensor x) {
        if (x.shape().rank() != 4) {
            throw new ShapeException("needs images [N, C, H, W], found " + x.shape() + "; put a 'reshape' before it");
        }
    }

    /** {@code shape} with one value per channel. */
    static Shape shape(Tensor x) {
        return Shape.of(count(x));
    }
}
