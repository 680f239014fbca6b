package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class NpyFileTest {

    @Test
    void isVersionOneWithLittleEndianFloats() {
        byte[] file = NpyFile.bytes(Shape.of(2, 3), new float[] {0, 1, 2, 3, 4, -5.5f});

        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[8];
        bytes.get(magic);
        assertThat(magic).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
        byte[] header = new byte[bytes.getShort()];
        bytes.get(header);
        assertThat(new String(header, StandardCharsets.US_ASCII))
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3,), }")
                .endsWith(" \n");
        assertThat(bytes.position() % 64).isZero();
        assertThat(bytes.remaining()).isEqualTo(6 * 4);
        assertThat(bytes.getFloat()).isZero();
        bytes.position(file.length - 4);
        assertThat(bytes.getFloat()).isEqualTo(-5.5f);
    }

    @Test
    void shapeOfOneAxisIsATuple() {
        String file = new String(NpyFile.bytes(Shape.of(4), new float[4]), StandardCharsets.ISO_8859_1);
        assertThat(file).contains("'shape': (4,), }");
    }
}
