package dev.gantry.data;

import dev.gantry.core.data.Mixture;
import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Endless draws from a mixture. */
final class MixtureSamples implements Samples {

    private final Mixture mixture;
    private final double[][] modes;
    private final int dimensions;
    private final long key;

    MixtureSamples(Mixture mixture, long seed) {
        this.mixture = mixture;
        this.modes = mixture.modes().stream().map(MixtureSamples::array).toArray(double[][]::new);
        this.dimensions = modes[0].length;
        this.key = Philox.key(seed, "data");
    }

    private static double[] array(List<Double> mode) {
        return mode.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public Shape shape() {
        return Shape.of(dimensions);
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    /** A block of random words serves two axes; the first block's first word also picks the mode. */
    @Override
    public void read(long index, float[] target, int offset) {
        int[] words = new int[4];
        Philox.block(key, index, 0, words);
        double[] mode = modes[mode(words)];
        for (int axis = 0; axis < dimensions; axis++) {
            boolean second = axis % 2 == 1;
            if (axis > 0 && !second) {
                Philox.block(key, index, axis / 2, words);
            }
            target[offset + axis] = (float) (mode[axis] + mixture.stddev() * Philox.normal(words[2], words[3], second));
        }
    }

    private int mode(int[] words) {
        return (int) (Philox.uniform(words[0]) * modes.length);
    }

    /** As many as modes. */
    @Override
    public int classes() {
        return modes.length;
    }

    @Override
    public int label(long index) {
        int[] words = new int[4];
        Philox.block(key, index, 0, words);
        return mode(words);
    }

    @Override
    public Optional<Mixture> mixture() {
        return Optional.of(mixture);
    }
}
