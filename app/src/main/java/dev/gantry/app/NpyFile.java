package dev.gantry.app;

import dev.gantry.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** NumPy's format for one array, version 1.0, with 4-byte little-endian floats. */
final class NpyFile {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

    private NpyFile() {}

    /** The file's bytes: a preamble and a header whose length is a multiple of 64, then the values in row-major order. */
    static byte[] bytes(Shape shape, float[] values) {
        String sizes = shape.dimensions().stream().map(size -> size + ",").collect(Collectors.joining(" ", "(", ")"));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + sizes + ", }";
        int unpadded = MAGIC.length + Short.BYTES + header.length() + 1;
        int padding = Math.ceilDiv(unpadded, ALIGNMENT) * ALIGNMENT - unpadded;
        String padded = header + " ".repeat(padding) + "\n";
        ByteBuffer file = ByteBuffer.allocate(unpadded + padding + values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put(MAGIC).putShort((short) padded.length()).put(padded.getBytes(StandardCharsets.US_ASCII));
        file.asFloatBuffer().put(values);
        return file.array();
    }
}
