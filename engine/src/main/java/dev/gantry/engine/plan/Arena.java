package dev.gantry.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a program's memory is taken at which of its steps. A segment tree over the steps, whose nodes each hold two sets of
 * addresses: those taken at any of the node's steps, and those taken at all of them.
 */
final class Arena {

    /** In elements; a multiple of every vector register's and cache line's size. */
    private static final long ALIGNMENT = 32;

    private final int steps;
    private final List<Addresses> taken = new ArrayList<>();
    private final List<Addresses> takenThroughout = new ArrayList<>();
    private long size;

    Arena(int steps) {
        this.steps = Integer.highestOneBit(Math.max(1, 2 * steps - 1));
        for (int node = 0; node < 2 * this.steps; node++) {
            taken.add(new Addresses());
            takenThroughout.add(new Addresses());
        }
    }

    /** In elements. */
    long size() {
        return size;
    }

    /** Takes {@code length} elements from the step {@code first} to {@code last}, and gives the lowest offset where they are free. */
    long take(int first, int last, long length) {
        long aligned = Math.ceilDiv(length, ALIGNMENT) * ALIGNMENT;
        List<Integer> within = within(first, last);
        List<Integer> around = around(first, last);
        List<Addresses> inTheWay = new ArrayList<>();
        within.forEach(node -> inTheWay.add(taken.get(node)));
        around.forEach(node -> inTheWay.add(takenThroughout.get(node)));
        long offset = free(inTheWay, aligned);
        for (int node : within) {
            taken.get(node).add(offset, offset + aligned);
            takenThroughout.get(node).add(offset, offset + aligned);
        }
        around.forEach(node -> taken.get(node).add(offset, offset + aligned));
        size = Math.max(size, offset + aligned);
        return offset;
    }

    private static long free(List<Addresses> inTheWay, long length) {
        long offset = 0;
        long before;
        do {
            before = offset;
            for (Addresses addresses : inTheWay) {
                offset = addresses.free(offset, length);
            }
        } while (offset > before);
        return offset;
    }

    /** The fewest nodes that together have these steps and no others. */
    private List<Integer> within(int first, int last) {
        List<Integer> nodes = new ArrayList<>();
        int left = first + steps;
        int right = last + steps;
        while (left <= right) {
            if (left % 2 == 1) {
                nodes.add(left++);
            }
            if (right % 2 == 0) {
                nodes.add(right--);
            }
            left /= 2;
            right /= 2;
        }
        return nodes;
    }

    /** The nodes that have the first or the last step. */
    private List<Integer> around(int first, int last) {
        List<Integer> nodes = new ArrayList<>();
        for (int left = first + steps, right = last + steps; left > 0; left /= 2, right /= 2) {
            nodes.add(left);
            if (right != left) {
                nodes.add(right);
            }
        }
        return nodes;
    }

    /** Disjoint ranges of addresses, each from a key to its value. */
    private static final class Addresses {

        private final TreeMap<Long, Long> ranges = new TreeMap<>();

        /** The lowest address from {@code offset} on that can be free for {@code length}, as far as one range shows. */
        long free(long offset, long length) {
            Map.Entry<Long, Long> last = ranges.lowerEntry(offset + length);
            return last == null ? offset : Math.max(offset, last.getValue());
        }

        void add(long start, long end) {
            Map.Entry<Long, Long> before = ranges.floorEntry(start);
            long from = before != null && before.getValue() >= start ? before.getKey() : start;
            long to = end;
            Map.Entry<Long, Long> joined = ranges.ceilingEntry(from);
            while (joined != null && joined.getKey() <= to) {
                to = Math.max(to, joined.getValue());
                ranges.remove(joined.getKey());
                joined = ranges.ceilingEntry(from);
            }
            ranges.put(from, to);
        }
    }
}
