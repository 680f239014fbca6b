package dev.gantry.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Variables on their way to an executor: as bytes, since streams of objects would look at each number. */
@SuppressWarnings("ArrayRecordComponent") // millions of bytes
record WorkerState(List<String> names, List<byte[]> values) implements Serializable {

    private static final long serialVersionUID = 1L;

    static WorkerState of(SequencedMap<String, float[]> state) {
        List<byte[]> values = new ArrayList<>();
        state.values().forEach(each -> values.add(bytes(each)));
        return new WorkerState(new ArrayList<>(state.keySet()), values);
    }

    Map<String, float[]> variables() {
        Map<String, float[]> variables = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            variables.put(names.get(i), floats(values.get(i)));
        }
        return variables;
    }

    static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return values;
    }
}
