package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which elements of one axis each shard has. Together the shards have every element once.
 *
 * @param axis the divided axis
 * @param shards the ranges of each shard, in the order in which its part has them
 */
record Division(int axis, List<List<Range>> shards) {

    /** Elements {@code start} (inclusive) to {@code end} (exclusive). */
    record Range(int start, int end) {

        int size() {
            return end - start;
        }

        private Range shifted(int by) {
            return new Range(start + by, end + by);
        }
    }

    /** Parts of a long axis begin at whole cache lines, so that no two shards write to one. */
    private static final int LINE = 16;

    Division {
        shards = shards.stream().map(List::copyOf).toList();
    }

    /** One range for each shard, as equal as possible; {@code size} is at least {@code shards}. */
    static Division even(int axis, int size, int shards) {
        int unit = size >= 2 * LINE * shards ? LINE : 1;
        return new Division(
                axis,
                IntStream.range(0, shards)
                        .mapToObj(shard -> List.of(
                                new Range(start(shard, size, shards, unit), start(shard + 1, size, shards, unit))))
                        .toList());
    }

    private static int start(int shard, int size, int shards, int unit) {
        return shard == shards ? size : (int) ((long) size * shard / shards / unit * unit);
    }

    /** The parts of several divided tensors, shard by shard behind one another, as parts of the tensors behind one another. */
    static Division joined(int axis, List<Division> divisions, List<Integer> sizes) {
        List<List<Range>> joined = new ArrayList<>();
        for (int shard = 0; shard < divisions.getFirst().shards.size(); shard++) {
            List<Range> ranges = new ArrayList<>();
            int start = 0;
            for (int i = 0; i < divisions.size(); i++) {
                int shift = start;
                divisions.get(i).shards.get(shard).forEach(range -> ranges.add(range.shifted(shift)));
                start += sizes.get(i);
            }
            joined.add(ranges);
        }
        return new Division(axis, joined);
    }

    /** The same elements of another axis. */
    Division on(int other) {
        return new Division(other, shards);
    }

    /** The shape of a shard's part. */
    Shape part(Shape whole, int shard) {
        return whole.with(axis, shards.get(shard).stream().mapToInt(Range::size).sum());
    }

    /** What is left of each part of the elements {@code start} to {@code end}; empty where a shard has none of them. */
    Optional<Division> sliced(int start, int end) {
        List<List<Range>> sliced = shards.stream()
                .map(ranges -> ranges.stream()
                        .map(range -> new Range(Math.max(range.start, start), Math.min(range.end, end)))
                        .filter(range -> range.size() > 0)
                        .map(range -> range.shifted(-start))
                        .toList())
                .toList();
        return sliced.stream().allMatch(ranges -> !ranges.isEmpty())
                ? Optional.of(new Division(axis, sliced))
                : Optional.empty();
    }

    /** The same elements after a reshape; empty where they are not parts of one axis then. */
    Optional<Division> reshaped(Shape from, Shape to) {
        long before = before(from, axis);
        for (int other = 0; other < to.rank(); other++) {
            if (to.size(other) == from.size(axis) && before(to, other) == before) {
                return Optional.of(on(other));
            }
        }
        return before == 1 ? regrouped(from, to) : Optional.empty();
    }

    /** Of an axis that has none before it: its elements are runs in row-major order, which may be whole rows of another axis. */
    private Optional<Division> regrouped(Shape from, Shape to) {
        int first = 0;
        while (first < to.rank() - 1 && to.size(first) == 1) {
            first++;
        }
        if (to.rank() == 0) {
            return Optional.empty();
        }
        long inner = from.size() / from.size(axis);
        long row = to.size() / to.size(first);
        boolean wholeRows = shards.stream()
                .flatMap(List::stream)
                .allMatch(range -> range.start * inner % row == 0 && range.end * inner % row == 0);
        return wholeRows
                ? Optional.of(new Division(
                        first,
                        shards.stream()
                                .map(ranges -> ranges.stream()
                                        .map(range -> new Range(
                                                (int) (range.start * inner / row), (int) (range.end * inner / row)))
                                        .toList())
                                .toList()))
                : Optional.empty();
    }

    private static long before(Shape shape, int axis) {
        long before = 1;
        for (int i = 0; i < axis; i++) {
            before *= shape.size(i);
        }
        return before;
    }
}
