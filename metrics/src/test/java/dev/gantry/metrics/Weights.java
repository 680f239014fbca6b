package dev.gantry.metrics;

import dev.gantry.tries.Draw;
import java.util.stream.IntStream;

/** Weights for tests. */
final class Weights {

    private Weights() {}

    /** As many whole numbers from 0 to a greatest, not all of them 0. */
    static double[] drawn(Draw draw, int count, int max) {
        int[] weights = draw.ints(count, 0, max);
        if (IntStream.of(weights).allMatch(weight -> weight == 0)) {
            weights[draw.between(0, count - 1)] = draw.between(1, max);
        }
        return IntStream.of(weights).asDoubleStream().toArray();
    }
}
