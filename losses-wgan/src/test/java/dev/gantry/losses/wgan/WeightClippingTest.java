package dev.gantry.losses.wgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.optimizers.Sgd;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WeightClippingTest {

    @Test
    void clampsEveryParameter() {
        Tensor parameters = Tensor.of(Shape.of(5), -3, -0.01, 0.002, 0.01, 0.5);
        assertThat(evaluate(new WeightClipping(0.01).project(GivenParameters.of(parameters))))
                .containsExactly(-0.01, -0.01, 0.002, 0.01, 0.01);
    }

    @DisplayName("U1.12 clipping of weights")
    @Test
    void clampsAfterAnUpdate() {
        Tensor updated = new Sgd(0, false)
                .update(
                        Tensor.of(Shape.of(1), 2.0),
                        Tensor.of(Shape.of(1), 1.0),
                        Tensor.scalar(1),
                        TracedScope.training("test"));
        assertThat(evaluate(new WeightClipping(0.1).project(GivenParameters.of(updated))))
                .containsExactly(0.1);
    }

    @DisplayName("U1.12 a bound below nothing is refused")
    @Test
    void boundIsPositive() {
        assertThatThrownBy(() -> new WeightClipping(-0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'bound' must be greater than 0, found -0.1");
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }
}
