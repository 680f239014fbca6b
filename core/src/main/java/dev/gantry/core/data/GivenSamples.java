package dev.gantry.core.data;

import dev.gantry.core.tensor.Shape;
import java.util.OptionalLong;

/** Samples that are in memory, one behind the other. */
@SuppressWarnings("ArrayRecordComponent") // only read
record GivenSamples(Shape shape, float[] values) implements Samples {

    GivenSamples {
        if (values.length % shape.size() != 0) {
            throw new IllegalArgumentException("samples of shape " + shape + " have " + shape.size()
                    + " values each, found " + values.length + " values");
        }
        values = values.clone();
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(values.length / shape.size());
    }

    @Override
    public void read(long index, float[] target, int offset) {
        int size = Math.toIntExact(shape.size());
        System.arraycopy(values, Math.toIntExact(index * size), target, offset, size);
    }
}
