package dev.gantry.tries;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The values of one try. */
public final class Draw {

    /** How many edges a range has at most, and so how many tries draw nothing else. */
    static final int EDGES = 7;

    private final long seed;
    private final RandomGenerator random;
    private final List<Object> drawn = new ArrayList<>();

    Draw(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /**
     * A number of a range: an edge in the first 7 tries and in a quarter of the others, else any. The edges are min, max,
     * 0, 1, -1, min + 1 and max - 1, where they are in the range.
     *
     * @throws IllegalArgumentException if min is greater than max
     */
    public long between(long min, long max) {
        if (min > max) {
            throw new IllegalArgumentException("min must be at most max, found %d and %d".formatted(min, max));
        }
        return noted(number(min, max));
    }

    /** {@link #between(long, long)} of a range of ints. */
    public int between(int min, int max) {
        return Math.toIntExact(between((long) min, (long) max));
    }

    /** Any number of 64 bits, often an edge, such as for a seed. */
    public long anyLong() {
        return between(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public boolean anyBoolean() {
        return between(0, 1) == 1;
    }

    /** As many numbers of a range; in the first 7 tries they are all the same edge. */
    public int[] ints(int count, int min, int max) {
        return IntStream.range(0, count).map(i -> between(min, max)).toArray();
    }

    /** One of the values, each in turn in the first 7 tries and each as often as another in the others. */
    @SafeVarargs
    public final <T> T oneOf(T... values) {
        int index = isEdge() ? (int) (seed % values.length) : random.nextInt(values.length);
        return noted(values[index]);
    }

    List<Object> drawn() {
        return drawn;
    }

    private long number(long min, long max) {
        if (isEdge() || random.nextInt(4) == 0) {
            long[] edges = LongStream.of(min, max, 0, 1, -1, min + 1, max - 1)
                    .filter(edge -> min <= edge && edge <= max)
                    .distinct()
                    .toArray();
            return edges[isEdge() ? (int) (seed % edges.length) : random.nextInt(edges.length)];
        }
        // A wide range would else give numbers of its greatest length alone.
        long ofAnyLength = random.nextLong() >> random.nextInt(Long.SIZE);
        if (min <= ofAnyLength && ofAnyLength <= max) {
            return ofAnyLength;
        }
        return max == Long.MAX_VALUE ? random.nextLong(min - 1, max) + 1 : random.nextLong(min, max + 1);
    }

    private boolean isEdge() {
        return seed < EDGES;
    }

    private <T> T noted(T value) {
        drawn.add(value);
        return value;
    }
}
