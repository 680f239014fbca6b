package dev.gantry.core.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sizes of a tensor's axes, outermost first; images are {@code [N, C, H, W]}. A scalar has no axes.
 *
 * @param dimensions the size of each axis, at least 1
 */
public record Shape(List<Integer> dimensions) {

    public static final Shape SCALAR = Shape.of();

    public Shape {
        dimensions = List.copyOf(dimensions);
        for (int size : dimensions) {
            if (size < 1) {
                throw new ShapeException("every axis must have at least one element, found " + format(dimensions));
            }
        }
    }

    public static Shape of(int... dimensions) {
        return new Shape(IntStream.of(dimensions).boxed().toList());
    }

    public int rank() {
        return dimensions.size();
    }

    /** The size of one axis; negative axes count from the last. */
    public int size(int axis) {
        return dimensions.get(axis(axis));
    }

    /** The number of elements; throws {@link ShapeException} where it is beyond 2^63 - 1. */
    public long size() {
        long size = 1;
        for (int axis : dimensions) {
            if (size > Long.MAX_VALUE / axis) {
                throw new ShapeException("is too large: shape " + this + " has more than 2^63 - 1 elements");
            }
            size *= axis;
        }
        return size;
    }

    /** {@link #size}, as that of a vector of all elements; throws {@link ShapeException} where it is beyond 2^31 - 1. */
    public int length() {
        if (size() > Integer.MAX_VALUE) {
            throw new ShapeException("is too large: shape " + this + " has " + size()
                    + " elements, and a vector holds at most " + Integer.MAX_VALUE);
        }
        return (int) size();
    }

    /** An axis that is calculated from others; throws {@link ShapeException} where it is beyond 2^31 - 1. */
    public static int extent(long size) {
        if (size > Integer.MAX_VALUE) {
            throw new ShapeException("is too large: an axis would have " + size + " elements, and it holds at most "
                    + Integer.MAX_VALUE);
        }
        return (int) size;
    }

    /** {@code axis} counted from the first; throws {@link ShapeException} where there is no such axis. */
    public int axis(int axis) {
        int counted = axis < 0 ? axis + rank() : axis;
        if (counted < 0 || counted >= rank()) {
            throw new ShapeException("axis " + axis + " does not exist in shape " + this);
        }
        return counted;
    }

    public Shape with(int axis, int size) {
        List<Integer> changed = new ArrayList<>(dimensions);
        changed.set(axis(axis), size);
        return new Shape(changed);
    }

    /** This shape behind a new outermost axis, such as a batch. */
    public Shape prepend(int size) {
        List<Integer> changed = new ArrayList<>(dimensions);
        changed.addFirst(size);
        return new Shape(changed);
    }

    /** This shape without its outermost axis: the shape of one sample of a batch. */
    public Shape dropFirst() {
        return new Shape(dimensions.subList(1, rank()));
    }

    public int[] toArray() {
        return dimensions.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The shape both broadcast to by the usual rule: aligned at the last axis, sizes equal or one of them 1. */
    static Shape broadcast(Shape left, Shape right) {
        int rank = Math.max(left.rank(), right.rank());
        List<Integer> sizes = new ArrayList<>(rank);
        for (int axis = -rank; axis < 0; axis++) {
            int a = -axis > left.rank() ? 1 : left.size(axis);
            int b = -axis > right.rank() ? 1 : right.size(axis);
            if (a != b && a != 1 && b != 1) {
                throw new ShapeException("shapes " + left + " and " + right + " do not broadcast");
            }
            sizes.add(Math.max(a, b));
        }
        return new Shape(sizes);
    }

    @Override
    public String toString() {
        return format(dimensions);
    }

    private static String format(List<Integer> dimensions) {
        return dimensions.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
