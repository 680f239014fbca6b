package dev.gantry.losses.wgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.scope.TracedScope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With the matrix [[3, 1, 0], [1, 2, -1]] of two outputs and three inputs. */
class SpectralPenaltyTest {

    private static final double EPSILON = 1e-12;
    private static final double LARGEST = 3.658574149465131;
    private static final double[] MATRIX = {3, 1, 0, 1, 2, -1};

    @Test
    void isHalfTheSumOfTheSquaredSingularValues() {
        Tensor dense = Tensor.of(Shape.of(3, 2), 3, 1, 1, 2, 0, -1);
        Tensor kernels = Tensor.of(Shape.of(2, 3, 1, 1), MATRIX);
        Tensor bias = Tensor.of(Shape.of(2), 7, 8);
        TracedScope scope = TracedScope.training("test");
        Tensor penalty = penalty(0.4, 30, scope, dense, bias, kernels).orElseThrow();
        try (Session session = new ReferenceBackend()
                .compile(Plan.of(List.of(scope.initialize(), scope.step("penalty", penalty))), 1)) {
            session.run("initialize", 0);
            session.run("penalty", 0);
            assertThat(session.read("penalty")[0]).isCloseTo(0.2 * 2 * LARGEST * LARGEST, within(1e-10));
        }
    }

    /** After one iteration from [1, 0], v = [3, 1, 0] / sqrt 10 and u = [2, 1] / sqrt 5 are constants of the gradient. */
    @Test
    void gradientIsSigmaTimesItsVectors() {
        double[] direction = {0.3, -0.7, 1.1, 0.2, 0.9, -0.4};
        double[] u = {2 / Math.sqrt(5), 1 / Math.sqrt(5)};
        double[] v = {3 / Math.sqrt(10), 1 / Math.sqrt(10), 0};
        double sigma = 3.5355339059327378;
        double along = 0;
        for (int i = 0; i < 6; i++) {
            along += u[i / 3] * v[i % 3] * direction[i];
        }
        double[] expected = new double[6];
        double[] expectedSecond = new double[6];
        for (int i = 0; i < 6; i++) {
            expected[i] = 0.3 * sigma * u[i / 3] * v[i % 3];
            expectedSecond[i] = 0.3 * along * u[i / 3] * v[i % 3];
        }

        Shape shape = Shape.of(2, 3, 1, 1);
        Tensor weight = Tensor.of(shape, MATRIX);
        Tensor penalty = penalty(0.3, 1, TracedScope.training("test"), weight).orElseThrow();
        Tensor gradient = Gradients.of(penalty, weight);
        Tensor second = Gradients.of(gradient.mul(Tensor.of(shape, direction)).sum(), weight);

        Map<String, double[]> state = Map.of("parameter-0/u", new double[] {1, 0});
        assertThat(ReferenceBackend.evaluate(gradient, state)).containsExactly(expected, within(1e-12));
        assertThat(ReferenceBackend.evaluate(second, state)).containsExactly(expectedSecond, within(1e-12));
    }

    @Test
    void networkWithoutWeightsHasNoPenalty() {
        assertThat(penalty(1, 1, TracedScope.training("test"), Tensor.of(Shape.of(2), 1, 2)))
                .isEmpty();
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new SpectralPenalty(-1, 1, EPSILON))
                .hasMessage("'lambda' must be at least 0, found -1.0");
        assertThatThrownBy(() -> new SpectralPenalty(1, 0, EPSILON))
                .hasMessage("'power-iterations' must be at least 1, found 0");
        assertThatThrownBy(() -> new SpectralPenalty(1, 1, 0))
                .hasMessage("'epsilon' must be greater than 0, found 0.0");
    }

    private static Optional<Tensor> penalty(double lambda, int iterations, TracedScope scope, Tensor... parameters) {
        return new SpectralPenalty(lambda, iterations, EPSILON)
                .penalty(new ParametersOnly(GivenParameters.of(parameters), scope));
    }
}
