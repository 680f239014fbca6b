package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.gantry.core.spi.Samples;
import dev.gantry.core.tensor.Shape;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The expected numbers were computed from the published file's bytes alone. */
final class FashionMnistTest {

    private final Samples samples = new FashionMnist().open(0);

    @Test
    void holdsTenThousandImagesOfOneChannel() {
        assertThat(samples.size()).hasValue(10_000);
        assertThat(samples.shape()).isEqualTo(Shape.of(1, 28, 28));
    }

    @Test
    void everyPixelIsThatOfThePublishedFile() {
        CRC32 crc = new CRC32();
        float[] image = new float[28 * 28];
        for (int index = 0; index < 10_000; index++) {
            samples.read(index, image, 0);
            for (float pixel : image) {
                crc.update(Math.round((pixel + 1) * 127.5f));
            }
        }
        assertThat(crc.getValue()).isEqualTo(0x12728439L);
    }

    @Test
    void aPulloversMiddleRow() {
        float[] image = new float[28 * 28];
        samples.read(1, image, 0);
        assertThat(Arrays.copyOfRange(image, 28 * 14, 28 * 14 + 10))
                .containsExactly(
                        new float[] {
                            -1, -1, -1, -1, 163 / 127.5f - 1, 1, 245 / 127.5f - 1, 221 / 127.5f - 1, 86 / 127.5f - 1, 1
                        },
                        offset(1e-6f));
    }
}
