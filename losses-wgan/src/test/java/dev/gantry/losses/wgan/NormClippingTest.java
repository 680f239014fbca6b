package dev.gantry.losses.wgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.losses.wgan.NormClipping.Per;
import dev.gantry.optimizers.Sgd;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormClippingTest {

    /** A row there is a column of our {@code [in, out]}. */
    @DisplayName("U1.13 clipping of rows after an update")
    @Test
    void clipsEachRow() {
        Tensor weight = updated(Tensor.of(Shape.of(2, 2), 0, 2, 1, 3), 0.1);
        Tensor bias = updated(Tensor.of(Shape.of(2), 4, 5), 0.01);
        double norm = Math.hypot(1.7, 2.7);
        assertThat(evaluate(new NormClipping(2, Per.ROW).project(GivenParameters.of(weight, bias))))
                .containsExactly(new double[] {-0.3, 2 * 1.7 / norm, 0.7, 2 * 2.7 / norm, 3.97, 4.97}, within(1e-12));
    }

    private static Tensor updated(Tensor parameter, double gradient) {
        return new Sgd(0, false)
                .update(
                        parameter,
                        Tensor.fill(parameter.shape(), gradient),
                        Tensor.scalar(3),
                        TracedScope.training("test"));
    }

    @Test
    void clipsEachLayer() {
        Tensor large = Tensor.of(Shape.of(2, 2), 1, -2, 4, 2);
        Tensor small = Tensor.of(Shape.of(1, 2), 0.3, -0.4);
        assertThat(evaluate(new NormClipping(2, Per.LAYER).project(GivenParameters.of(large, small))))
                .containsExactly(new double[] {0.4, -0.8, 1.6, 0.8, 0.3, -0.4}, within(1e-12));
    }

    /** Two outputs of {@code [out, in, h, w]}, the first of norm 3. */
    @Test
    void rowOfAConvolutionIsOneOutput() {
        Tensor kernels = Tensor.of(Shape.of(2, 2, 1, 2), 1, 2, 0, 2, 0.1, 0.2, 0.3, 0.4);
        assertThat(evaluate(new NormClipping(1, Per.ROW).project(GivenParameters.of(kernels))))
                .containsExactly(new double[] {1 / 3.0, 2 / 3.0, 0, 2 / 3.0, 0.1, 0.2, 0.3, 0.4}, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWithinTheBoundStaysAsItIs(Per per) {
        Tensor weight = Tensor.of(Shape.of(1, 2), 0.6, 0.1);
        assertThat(evaluate(new NormClipping(0.7, per).project(GivenParameters.of(weight))))
                .containsExactly(0.6, 0.1);
    }

    @ParameterizedTest
    @EnumSource
    void finiteWithFiniteGradientAtZeros(Per per) {
        Tensor weight = Tensor.of(Shape.of(2, 2), 0, 0, 0, 0);
        Tensor projected = new NormClipping(1, per).project(GivenParameters.of(weight));
        assertThat(evaluate(projected)).containsExactly(0, 0, 0, 0);
        assertThat(evaluate(Gradients.of(projected.sum(), weight))).containsExactly(1, 1, 1, 1);
    }

    @Test
    void boundIsPositive() {
        assertThatThrownBy(() -> new NormClipping(0, Per.LAYER))
                .hasMessage("'bound' must be greater than 0, found 0.0");
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }
}
