package dev.gantry.core.metric;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A measure of generated samples, taken now and then during training. */
public interface Metric {

    /** What {@link #measure} gives, known without measuring: at least one value, in the order of tables, each name once. */
    List<MetricValue> values();

    /** Whether the metric means anything for these samples: counting modes needs a mixture. */
    default boolean appliesTo(Samples data) {
        return true;
    }

    /** What a metric looks at. */
    enum Input {

        /** The samples themselves. */
        SAMPLES,

        /**
         * The samples, or where a recipe names {@link Features}, what these make of them: vectors {@code [size]}, of as many real
         * samples as of generated ones.
         */
        FEATURES,

        /** A classifier's {@link Features#classScores}, in the same way; without them the metric cannot be measured. */
        CLASS_SCORES
    }

    /** As what {@link #measure} is given data and generated samples. */
    default Input input() {
        return Input.SAMPLES;
    }

    /** How many generated samples {@link #measure} is given, at least 1. */
    default int sampleCount() {
        return 2_000;
    }

    /**
     * What a reader of values of so few samples is to know beside them, in a few words; empty where they are enough. A recipe that
     * measures so few is told to be unwise.
     *
     * @param count of the samples
     * @param size how many numbers each sample has, or what stands for it
     */
    default Optional<String> caution(int count, int size) {
        return Optional.empty();
    }

    /**
     * @param data the real samples
     * @param generated {@code count} samples of the data's shape, one behind the other; what follows them is other metrics'
     * @param seed decides every random choice
     * @return exactly the {@link #values}, by name; NaN is no value, and costs a run what an exception does
     * @throws UnsuitableException if it needs more samples than {@code count}, or others; anything else that is thrown is taken for
     *     a mistake in the metric. In a run either costs the value alone
     */
    Map<String, Double> measure(Samples data, float[] generated, int count, long seed);
}
