package dev.gantry.core.spi;

import java.util.SortedMap;

/** A measure of generated samples, taken now and then during training. */
public interface Metric {

    /** Whether the metric means anything for these samples: counting modes needs a mixture. */
    default boolean appliesTo(Samples data) {
        return true;
    }

    /**
     * Whether the metric compares feature vectors. Where a recipe names features, the data and the generated samples are then
     * given as features, of shape {@code [size]}; otherwise, and without features, they are given as they are.
     */
    default boolean ofFeatures() {
        return false;
    }

    /** How many generated samples {@link #measure} is given, at least 1. */
    default int sampleCount() {
        return 2_000;
    }

    /**
     * @param data the real samples
     * @param generated {@code count} samples of the data's shape, one behind the other
     * @param seed decides every random choice
     * @return values by name; names are lower case with dashes, and say what they are without the metric's name
     */
    SortedMap<String, Double> measure(Samples data, float[] generated, int count, long seed);
}
