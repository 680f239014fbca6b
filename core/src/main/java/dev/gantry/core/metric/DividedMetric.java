package dev.gantry.core.metric;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A metric of large sets, whose work is divided: each part depends on what it is given alone, so that parts can be measured one
 * after another, which bounds the memory they take, or on several machines.
 */
public interface DividedMetric extends Metric {

    /**
     * How many parts there are, at least 1.
     *
     * @param count of the generated samples
     */
    int parts(int count);

    /**
     * Measures a part.
     *
     * @param data the real samples
     * @param generated {@code count} samples of the data's shape, one behind the other; what follows them is other metrics'
     * @param seed decides every random choice
     * @param part from 0
     * @return as many numbers as the part finds
     * @throws UnsuitableException if it needs more samples than {@code count}, or others
     */
    double[] measurePart(Samples data, float[] generated, int count, long seed, int part);

    /**
     * The {@link #values}, by name, of what the parts found.
     *
     * @param found by all parts, in their order
     */
    Map<String, Double> whole(List<double[]> found);

    @Override
    default Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        return whole(IntStream.range(0, parts(count))
                .mapToObj(part -> measurePart(data, generated, count, seed, part))
                .toList());
    }
}
