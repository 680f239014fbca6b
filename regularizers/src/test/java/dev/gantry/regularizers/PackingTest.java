package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackingTest {

    @Test
    void joinsSamplesThatFollowEachOther() {
        Tensor packed = packed(2, Tensor.of(Shape.of(4, 2), 1, 2, 3, 4, 5, 6, 7, 8));
        assertThat(packed.shape()).isEqualTo(Shape.of(2, 4));
        assertThat(ReferenceBackend.evaluate(packed, Map.of())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void imagesByTheirChannels() {
        assertThat(packed(3, Tensor.zeros(Shape.of(6, 3, 8, 8))).shape()).isEqualTo(Shape.of(2, 9, 8, 8));
        assertThat(packed(1, Tensor.zeros(Shape.of(6, 3, 8, 8))).shape()).isEqualTo(Shape.of(6, 3, 8, 8));
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new Packing(0)).hasMessage("'samples' must be at least 1, found 0");
        assertThatThrownBy(() -> new Packing(2_000_000_000))
                .hasMessage("'samples' must be at most 1024, found 2000000000");
        assertThatThrownBy(() -> packed(4, Tensor.zeros(Shape.of(6, 2))))
                .isInstanceOf(ShapeException.class)
                .hasMessage("packs 4 samples, and a batch of 6 is no multiple of that; change 'batch-size'");
    }

    private static Tensor packed(int samples, Tensor batch) {
        return new Packing(samples).criticInput(batch, Tensor.scalar(0), TracedScope.training("test"));
    }
}
