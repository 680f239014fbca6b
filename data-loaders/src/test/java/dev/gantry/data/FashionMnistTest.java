package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.spi.Samples;
import dev.gantry.core.tensor.Shape;
import org.junit.jupiter.api.Test;

final class FashionMnistTest {

    private final Samples samples = new FashionMnist().open(0);

    @Test
    void holdsTenThousandImagesOfOneChannel() {
        assertThat(samples.size()).hasValue(10_000);
        assertThat(samples.shape()).isEqualTo(Shape.of(1, 28, 28));
    }
}
