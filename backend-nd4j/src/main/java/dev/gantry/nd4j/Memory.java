package dev.gantry.nd4j;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.View;
import dev.gantry.engine.plan.View.Storage;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The native memory of a session: for each variable, for all intermediate results, and for each literal. */
abstract class Memory {

    final Plan plan;

    Memory(Plan plan) {
        this.plan = plan;
    }

    /** How many values a variable holds; throws {@link IllegalArgumentException} if there is none of that name. */
    final int length(String variable) {
        return Math.toIntExact(shape(variable).size());
    }

    final Shape shape(String variable) {
        Shape shape = plan.variables().get(variable);
        if (shape == null) {
            throw new IllegalArgumentException("the plan has no variable '" + variable + "', only "
                    + plan.variables().keySet());
        }
        return shape;
    }

    final void requirePart(String variable, int first, int count) {
        Objects.checkFromIndexSize(first, count, length(variable));
    }

    final void requireLength(String variable, int found) {
        if (length(variable) != found) {
            throw new IllegalArgumentException("variable '" + variable + "' of shape " + shape(variable) + " holds "
                    + length(variable) + " values, found an array of " + found);
        }
    }

    /** The view's elements for ND4J's operations, under its own shape and strides; a scalar has one axis. */
    final INDArray array(View view) {
        Shape shape = view.shape();
        int rank = Math.max(1, shape.rank());
        long[] sizes = new long[rank];
        long[] strides = new long[rank];
        Arrays.fill(sizes, 1);
        Arrays.fill(strides, 1);
        for (int axis = 0; axis < shape.rank(); axis++) {
            sizes[axis] = shape.size(axis);
            strides[axis] = view.strides().get(axis);
        }
        return Nd4j.create(buffer(view.storage()), sizes, strides, view.offset(), 'c');
    }

    /** What ND4J's operations read and write. */
    abstract DataBuffer buffer(Storage storage);

    /** A further array of ND4J, which is closed with the others. */
    abstract INDArray scratch(DataType type, long... sizes);

    /** Where the view's first element lies in the processor's memory. */
    abstract long address(View view);

    /** Sets a variable, in row-major order; also one that lies on a device. */
    abstract void write(String variable, float[] values);

    /** Copies a variable's value, in row-major order. */
    final void read(String variable, float[] target) {
        requireLength(variable, target.length);
        read(variable, 0, target);
    }

    /** Copies a variable's value from its element {@code first} on, in row-major order; also one that lies on a device. */
    abstract void read(String variable, int first, float[] target);
}
