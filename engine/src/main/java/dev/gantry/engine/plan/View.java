package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Elements of a stored array, as a shape: element {@code (i, j, ...)} lies at {@code offset + i * strides[0] + j *
 * strides[1] + ...}. A stride of 0 repeats.
 *
 * @param storage the array
 * @param offset the first element's place, in elements
 * @param shape the view's sizes
 * @param strides the distance between neighbours along each axis, in elements
 */
public record View(Storage storage, long offset, Shape shape, List<Long> strides) {

    /** What a view's elements are kept in. */
    public sealed interface Storage {

        /** A variable of the plan, alive between programs. */
        record Variable(String name) implements Storage {}

        /** The program's memory for intermediate results. */
        record Arena() implements Storage {}

        /** Fixed values. */
        record Literal(Op.Values values) implements Storage {}
    }

    public View {
        strides = List.copyOf(strides);
    }

    /** A whole array in row-major order. */
    static View dense(Storage storage, long offset, Shape shape) {
        return new View(storage, offset, shape, denseStrides(shape));
    }

    /** Whether the elements lie in row-major order without gaps. */
    public boolean isDense() {
        long expected = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.size(axis) > 1 && strides.get(axis) != expected) {
                return false;
            }
            expected *= shape.size(axis);
        }
        return true;
    }

    /** Behind the last element's place. */
    public long end() {
        long end = offset + 1;
        for (int axis = 0; axis < shape.rank(); axis++) {
            end += (shape.size(axis) - 1) * strides.get(axis);
        }
        return end;
    }

    /** The same elements with as few axes as possible: axes of size 1 dropped, neighbours that follow on joined. */
    public View collapsed() {
        List<Integer> sizes = new ArrayList<>();
        List<Long> steps = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            int size = shape.size(axis);
            long stride = strides.get(axis);
            if (size == 1) {
                continue;
            }
            int last = sizes.size() - 1;
            if (last >= 0 && steps.get(last) == stride * size) {
                sizes.set(last, sizes.get(last) * size);
                steps.set(last, stride);
            } else {
                sizes.add(size);
                steps.add(stride);
            }
        }
        return new View(storage, offset, new Shape(sizes), steps);
    }

    View reshaped(Shape target) {
        return dense(storage, offset, target);
    }

    View transposed(List<Integer> permutation) {
        return new View(
                storage,
                offset,
                new Shape(permutation.stream().map(shape::size).toList()),
                permutation.stream().map(strides::get).toList());
    }

    View broadcast(Shape target) {
        List<Long> repeated = new ArrayList<>(strides);
        for (int axis = 0; axis < target.rank(); axis++) {
            if (shape.size(axis) != target.size(axis)) {
                repeated.set(axis, 0L);
            }
        }
        return new View(storage, offset, target, repeated);
    }

    View sliced(int axis, int start, Shape target) {
        return new View(storage, offset + start * strides.get(axis), target, strides);
    }

    private static List<Long> denseStrides(Shape shape) {
        List<Long> strides = new ArrayList<>(Collections.nCopies(shape.rank(), 0L));
        long stride = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides.set(axis, stride);
            stride *= shape.size(axis);
        }
        return strides;
    }
}
