package dev.gantry.nd4j;

import dev.gantry.core.plan.Plan;
import dev.gantry.core.plan.View;
import dev.gantry.core.plan.View.Storage;
import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The native arrays of a session: one for each variable, one for all intermediate results, one for each literal. */
final class Memory implements AutoCloseable {

    private final Map<String, INDArray> variables = new HashMap<>();
    private final Map<Op.Values, INDArray> literals = new HashMap<>();
    private final INDArray arena;

    Memory(Plan plan) {
        plan.variables().forEach((name, shape) -> variables.put(name, zeros(shape.size())));
        long arenaSize = plan.programs().stream()
                .mapToLong(program -> program.arenaSize())
                .max()
                .orElse(0);
        arena = zeros(Math.max(1, arenaSize));
    }

    private static INDArray zeros(long size) {
        return Nd4j.create(DataType.FLOAT, size);
    }

    /** A variable's whole array, of one axis; throws {@link IllegalArgumentException} if there is none. */
    INDArray variable(String name) {
        INDArray array = variables.get(name);
        if (array == null) {
            throw new IllegalArgumentException("the plan has no variable '" + name + "'");
        }
        return array;
    }

    private INDArray array(Storage storage) {
        return switch (storage) {
            case Storage.Variable(String name) -> variable(name);
            case Storage.Arena _ -> arena;
            case Storage.Literal(Op.Values values) ->
                literals.computeIfAbsent(
                        values, v -> Nd4j.createFromArray(v.toArray()).castTo(DataType.FLOAT));
        };
    }

    /** The view's elements under its own shape and strides; a repeated axis has size 1. */
    INDArray array(View view) {
        Shape shape = view.shape();
        int rank = Math.max(1, shape.rank());
        long[] sizes = new long[rank];
        long[] strides = new long[rank];
        Arrays.fill(sizes, 1);
        Arrays.fill(strides, 1);
        for (int axis = 0; axis < shape.rank(); axis++) {
            long stride = view.strides().get(axis);
            sizes[axis] = stride == 0 ? 1 : shape.size(axis);
            strides[axis] = stride == 0 ? 1 : stride;
        }
        return Nd4j.create(array(view.storage()).data(), sizes, strides, view.offset(), 'c');
    }

    /** Where the view's first element lies in the processor's memory. */
    long address(View view) {
        return array(view.storage()).data().address() + view.offset() * Float.BYTES;
    }

    @Override
    public void close() {
        variables.values().forEach(INDArray::close);
        literals.values().forEach(INDArray::close);
        arena.close();
    }
}
