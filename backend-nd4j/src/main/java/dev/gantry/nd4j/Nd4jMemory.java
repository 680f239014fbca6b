package dev.gantry.nd4j;

import dev.gantry.core.tensor.Op;
import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.plan.View;
import dev.gantry.engine.plan.View.Storage;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays of ND4J, on whatever device it uses. */
final class Nd4jMemory extends Memory {

    private final Map<Storage, INDArray> arrays = new HashMap<>();
    private final Owned owned;

    /**
     * @param owned closes the arrays
     */
    Nd4jMemory(Plan plan, Owned owned) {
        super(plan);
        this.owned = owned;
        plan.variables().keySet().forEach(this::variable);
        array(new Storage.Arena());
    }

    private INDArray owned(INDArray array) {
        owned.add(array::close);
        return array;
    }

    /** A variable's whole array, of one axis. */
    INDArray variable(String name) {
        return array(new Storage.Variable(name));
    }

    private INDArray array(Storage storage) {
        return arrays.computeIfAbsent(storage, this::allocated);
    }

    private INDArray allocated(Storage storage) {
        return switch (storage) {
            case Storage.Variable(String name) ->
                scratch(DataType.FLOAT, shape(name).size());
            case Storage.Arena _ -> scratch(DataType.FLOAT, Math.max(1, plan.arenaSize()));
            case Storage.Literal(Op.Values values) -> literal(values);
        };
    }

    private INDArray literal(Op.Values values) {
        try (INDArray wide = Nd4j.createFromArray(values.toArray())) {
            return owned(wide.castTo(DataType.FLOAT));
        }
    }

    @Override
    DataBuffer buffer(Storage storage) {
        return array(storage).data();
    }

    @Override
    INDArray scratch(DataType type, long... sizes) {
        return owned(Nd4j.create(type, sizes));
    }

    @Override
    long address(View view) {
        return buffer(view.storage()).address() + view.offset() * Float.BYTES;
    }

    @Override
    void write(String variable, float[] values) {
        requireLength(variable, values.length);
        INDArray array = variable(variable);
        Blocks.write(values, hostAddress(array));
        tagAsWritten(array);
    }

    @Override
    void read(String variable, int first, float[] target) {
        requirePart(variable, first, target.length);
        Blocks.read(hostAddress(variable(variable)) + (long) first * Float.BYTES, target);
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
}
