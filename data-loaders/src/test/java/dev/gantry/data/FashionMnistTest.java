package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
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

    /** The first ten labels of the published file, and as many images of each class. */
    @Test
    void labels() {
        try (Samples samples = new FashionMnist().open(1)) {
            assertThat(samples.classes()).isEqualTo(10);
            assertThat(IntStream.range(0, 10).map(samples::label)).containsExactly(9, 2, 1, 1, 6, 1, 4, 6, 5, 7);
            int[] images = new int[10];
            IntStream.range(0, 10_000).forEach(index -> images[samples.label(index)]++);
            assertThat(images).containsOnly(1000);
        }
    }
}
