package dev.gantry.core.data;

import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** An open set of samples with random access. Shuffling, batching and reading ahead are the runtime's. */
public interface Samples extends AutoCloseable {

    /**
     * Samples that are in memory.
     *
     * @param shape of one sample
     * @param values the samples one behind the other, each in row-major order
     * @throws IllegalArgumentException if the last sample is not complete
     */
    static Samples of(Shape shape, float[] values) {
        return new GivenSamples(shape, values);
    }

    /** The shape of one sample: {@code [features]}, or {@code [C, H, W]} with values from -1 to 1 for images. */
    Shape shape();

    /** How many samples there are; empty for a source that draws a fresh one for every index. */
    OptionalLong size();

    /**
     * Writes sample {@code index} to {@code target}, in row-major order from {@code offset}. The same index always gives
     * the same values. May be called from several threads at once.
     *
     * @param index from 0 to {@code size - 1}, or any from 0 where there is no size
     * @throws DataException if the sample cannot be read; the message names the file and what is wrong
     */
    void read(long index, float[] target, int offset);

    /**
     * Some of the samples, one behind the other: {@code count}, or as many as there are. They are distinct: one from each of
     * equal parts of a set that has a size, so that an order by class does no harm.
     */
    default float[] draw(int count, long seed) {
        long key = Philox.key(seed, "metrics.samples");
        int used = (int) Math.min(count, size().orElse(count));
        int values = Math.toIntExact(shape().size());
        float[] drawn = new float[Math.multiplyExact(used, values)];
        long size = size().orElse(used);
        long first = size().isPresent() ? 0 : key >>> 2;
        for (int i = 0; i < used; i++) {
            long low = i * size / used;
            long high = (i + 1) * size / used;
            long index = low + (size().isPresent() ? (long) (Philox.uniform(key, 0, i) * (high - low)) : first);
            read(index, drawn, i * values);
        }
        return drawn;
    }

    /** How many classes labels tell apart; 0 where samples have none. */
    default int classes() {
        return 0;
    }

    /**
     * The class of a sample, from 0 to {@code classes - 1}. May be called from several threads at once.
     *
     * @throws IllegalStateException if the samples have no labels
     */
    default int label(long index) {
        throw new IllegalStateException("the samples have no labels");
    }

    /** What each class is called, in the order of their numbers: as a default, the numbers. */
    default List<String> classNames() {
        return IntStream.range(0, classes()).mapToObj(Integer::toString).toList();
    }

    /** What a sample is called where people read of it, such as its file. */
    default String name(long index) {
        return "sample " + index;
    }

    /**
     * What is worth knowing of the data as it was found, a sentence or line each, such as what was passed over. A run tells it in
     * its log and its provenance.
     */
    default List<String> notes() {
        return List.of();
    }

    /** The mixture that the samples are drawn from, where it is known. */
    default Optional<Mixture> mixture() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
