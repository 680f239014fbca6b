package dev.gantry.nd4j;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.View;
import dev.gantry.engine.plan.View.Storage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The native arrays of a session: one for each variable, one for all intermediate results, one for each literal. */
final class Memory {

    private final Map<String, INDArray> variables = new HashMap<>();
    private final Map<Op.Values, INDArray> literals = new HashMap<>();
    private final Map<String, Shape> shapes;
    private final INDArray arena;
    private final Owned owned;

    /**
     * @param owned closes the arrays
     */
    Memory(Plan plan, Owned owned) {
        this.owned = owned;
        shapes = plan.variables();
        plan.variables().forEach((name, shape) -> variables.put(name, zeros(shape.size())));
        long arenaSize = plan.programs().stream()
                .mapToLong(program -> program.arenaSize())
                .max()
                .orElse(0);
        arena = zeros(Math.max(1, arenaSize));
    }

    private INDArray zeros(long size) {
        return owned(Nd4j.create(DataType.FLOAT, size));
    }

    private INDArray owned(INDArray array) {
        owned.add(array::close);
        return array;
    }

    /** A variable's whole array, of one axis; throws {@link IllegalArgumentException} if there is none. */
    INDArray variable(String name) {
        INDArray array = variables.get(name);
        if (array == null) {
            throw new IllegalArgumentException("the plan has no variable '" + name + "', only " + shapes.keySet());
        }
        return array;
    }

    private INDArray array(Storage storage) {
        return switch (storage) {
            case Storage.Variable(String name) -> variable(name);
            case Storage.Arena _ -> arena;
            case Storage.Literal(Op.Values values) -> literals.computeIfAbsent(values, this::literal);
        };
    }

    private INDArray literal(Op.Values values) {
        try (INDArray wide = Nd4j.createFromArray(values.toArray())) {
            return owned(wide.castTo(DataType.FLOAT));
        }
    }

    /** The view's elements under its own shape and strides; a scalar has one axis. */
    INDArray array(View view) {
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
        return Nd4j.create(array(view.storage()).data(), sizes, strides, view.offset(), 'c');
    }

    /** A further array, which is closed with the others. */
    INDArray scratch(DataType type, long... sizes) {
        return owned(Nd4j.create(type, sizes));
    }

    /** Sets a variable, in row-major order; also one that lies on a device. */
    void write(String variable, float[] values) {
        INDArray array = variable(variable, values.length);
        Blocks.write(values, hostAddress(array));
        tagAsWritten(array);
    }

    /** Copies a variable's value, in row-major order; also one that lies on a device. */
    void read(String variable, float[] target) {
        Blocks.read(hostAddress(variable(variable, target.length)), target);
    }

    /** Where an array's first element lies in the processor's memory, after a copy from the device if it is newer there. */
    static long hostAddress(INDArray array) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        return array.data().address();
    }

    /** Makes a device read what the processor has written at {@link #hostAddress}. */
    static void tagAsWritten(INDArray array) {
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }

    private INDArray variable(String name, int length) {
        INDArray array = variable(name);
        if (array.length() != length) {
            throw new IllegalArgumentException("variable '" + name + "' of shape " + shapes.get(name) + " holds "
                    + array.length() + " values, found an array of " + length);
        }
        return array;
    }

    /** Where the view's first element lies in the processor's memory. */
    long address(View view) {
        return array(view.storage()).data().address() + view.offset() * Float.BYTES;
    }
}
