package dev.gantry.losses.wgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.losses.wgan.OrthogonalRegularization.Form;
import dev.gantry.tck.CentralDifferences;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrthogonalRegularizationTest {

    /** The matrix [[3, 1, 0], [1, 2, -1]] of two outputs, as {@code [in, out]} and as {@code [out, in, h, w]}. */
    @DisplayName("D3 orthogonal regularization")
    @ParameterizedTest
    @CsvSource({"FULL, 156", "OFF_DIAGONAL, 50"})
    void ofOneLayer(Form form, double expected) {
        assertThat(penalty(1, form, Tensor.of(Shape.of(3, 2), 3, 1, 1, 2, 0, -1)))
                .isCloseTo(expected, within(1e-12));
        assertThat(penalty(1, form, Tensor.of(Shape.of(2, 1, 1, 3), 3, 1, 0, 1, 2, -1)))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void addsUpLayersAndLeavesVectorsOut() {
        Tensor dense = Tensor.of(Shape.of(3, 2), 3, 1, 1, 2, 0, -1);
        Tensor bias = Tensor.of(Shape.of(2), 7, 8);
        Tensor last = Tensor.of(Shape.of(2, 1), 1, 1);
        assertThat(penalty(0.1, Form.FULL, dense, bias, last)).isCloseTo(0.1 * (156 + 1), within(1e-12));
    }

    @ParameterizedTest
    @EnumSource
    void zeroForOrthonormalRows(Form form) {
        assertThat(penalty(1, form, Tensor.of(Shape.of(2, 2), 0.6, 0.8, -0.8, 0.6)))
                .isCloseTo(0, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource
    void derivatives(Form form) {
        Tensor penalty = new OrthogonalRegularization(0.3, form)
                .penalty(step(
                        Tensor.variable("dense", Shape.of(3, 2)), Tensor.variable("kernels", Shape.of(3, 2, 2, 1))))
                .orElseThrow();
        for (long seed = 1; seed <= 3; seed++) {
            CentralDifferences.confirm(penalty, seed);
        }
    }

    @Test
    void networkWithoutWeightsHasNoPenalty() {
        assertThat(new OrthogonalRegularization(1, Form.FULL).penalty(step(Tensor.of(Shape.of(2), 1, 2))))
                .isEqualTo(Optional.empty());
    }

    @Test
    void lambdaIsNotNegative() {
        assertThatThrownBy(() -> new OrthogonalRegularization(-1, Form.FULL))
                .hasMessage("'lambda' must be at least 0, found -1.0");
    }

    private static double penalty(double lambda, Form form, Tensor... parameters) {
        Tensor penalty = new OrthogonalRegularization(lambda, form)
                .penalty(step(parameters))
                .orElseThrow();
        return ReferenceBackend.evaluate(penalty, Map.of())[0];
    }

    private static PlayerStep step(Tensor... parameters) {
        return new ParametersOnly(GivenParameters.of(parameters), TracedScope.training("test"));
    }
}
