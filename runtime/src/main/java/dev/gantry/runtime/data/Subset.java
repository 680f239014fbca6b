package dev.gantry.runtime.data;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Some samples of a source, which stays its owner's to close. */
@SuppressWarnings("ArrayRecordComponent") // only read
public record Subset(Samples data, long[] chosen) implements Samples {

    /** As many samples of each class, the first ones in an order of its own. */
    public static Subset balanced(Samples data, int samples, long seed) {
        long size = data.size().orElse(Long.MAX_VALUE);
        Permutation order = new Permutation(size, Philox.key(seed, "data/labelled/order"));
        int[] wanted = new int[data.classes()];
        Arrays.setAll(wanted, label -> (samples + label) / wanted.length);
        long[] chosen = new long[samples];
        int found = 0;
        for (long i = 0; found < chosen.length; i++) {
            if (i == size) {
                throw new DataException("there are no " + chosen.length + " samples with as many of each class");
            }
            long index = size == Long.MAX_VALUE ? i : order.at(0, i);
            if (wanted[data.label(index)]-- > 0) {
                chosen[found++] = index;
            }
        }
        return new Subset(data, chosen);
    }

    /** The samples at some places of a shuffle of the first {@code size} samples. */
    public static Subset shuffled(Samples data, long size, long first, long end, long seed) {
        Permutation order = new Permutation(size, Philox.key(seed, "data/held-out/order"));
        return new Subset(
                data,
                LongStream.range(first, end).map(place -> order.at(0, place)).toArray());
    }

    @Override
    public Shape shape() {
        return data.shape();
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(chosen.length);
    }

    @Override
    public void read(long index, float[] target, int offset) {
        data.read(chosen[(int) index], target, offset);
    }

    @Override
    public int classes() {
        return data.classes();
    }

    @Override
    public List<String> classNames() {
        return data.classNames();
    }

    @Override
    public String name(long index) {
        return data.name(chosen[(int) index]);
    }

    @Override
    public int label(long index) {
        return data.label(chosen[(int) index]);
    }
}
