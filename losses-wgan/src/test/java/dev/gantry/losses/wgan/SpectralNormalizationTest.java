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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the matrix [[3, 1, 0], [1, 2, -1]] of two outputs and three inputs. */
class SpectralNormalizationTest {

    private static final double EPSILON = 1e-12;
    private static final double LARGEST = 3.658574149465131;

    private final Tensor dense = Tensor.of(Shape.of(3, 2), 3, 1, 1, 2, 0, -1);

    @DisplayName("D3 spectral norm")
    @ParameterizedTest
    @CsvSource({"1, 3.5355339059327378", "2, 3.6535578342876756", "3, 3.6583822098965313", "30, " + LARGEST})
    void dividesByTheEstimateOfSoManyIterations(int iterations, double sigma) {
        assertThat(normalized(iterations, dense, 1))
                .containsExactly(
                        new double[] {3 / sigma, 1 / sigma, 1 / sigma, 2 / sigma, 0, -1 / sigma}, within(1e-12));
    }

    @DisplayName("D3 spectral norm, an iteration in each update")
    @ParameterizedTest
    @CsvSource({"1, 3.5355339059327378", "2, 3.6535578342876756", "3, 3.6583822098965313", "30, " + LARGEST})
    void keepsTheVectorFromUpdateToUpdate(int updates, double sigma) {
        assertThat(normalized(1, dense, updates)[0]).isCloseTo(3 / sigma, within(1e-12));
    }

    /** The same rows as {@code [out, in, h, w]}. */
    @Test
    void rowOfAConvolutionIsOneOutput() {
        Tensor kernels = Tensor.of(Shape.of(2, 1, 1, 3), 3, 1, 0, 1, 2, -1);
        double sigma = 3.5355339059327378;
        assertThat(normalized(1, kernels, 1))
                .containsExactly(
                        new double[] {3 / sigma, 1 / sigma, 0, 1 / sigma, 2 / sigma, -1 / sigma}, within(1e-12));
    }

    @DisplayName("U1.14 spectral norm of a matrix of zeros")
    @Test
    void zerosStayZeros() {
        Tensor zeros = Tensor.of(Shape.of(3, 2), 0, 0, 0, 0, 0, 0);
        TracedScope scope = TracedScope.training("test");
        Tensor weight = new SpectralNormalization(1, EPSILON).weight(zeros, scope);
        Tensor gradient = Gradients.of(weight.sum(), zeros);
        try (Session session = session(scope, weight)) {
            session.run("weight", 0);
            assertThat(session.read("weight")).containsExactly(0, 0, 0, 0, 0, 0);
            assertThat(session.read("u")).as("can still find a direction").containsExactly(1, 0);
        }
        assertThat(Arrays.stream(ReferenceBackend.evaluate(gradient, Map.of("u", new double[] {1, 0}))))
                .allSatisfy(element -> assertThat(element).isFinite());
    }

    @DisplayName("U1.14 spectral norm of a tiny matrix")
    @Test
    void tinyMatrixIsBroughtToNormOne() {
        assertThat(normalized(30, Tensor.of(Shape.of(3, 2), 3e-9, 1e-9, 1e-9, 2e-9, 0, -1e-9), 1)[0])
                .isCloseTo(3 / LARGEST, within(1e-6));
    }

    /**
     * After one iteration from [1, 0], v = [3, 1, 0] / sqrt 10 and u = [2, 1] / sqrt 5; with those constant and s = u' W v, a
     * scalar C . W / s has the gradient {@code C / s - (C . W) u v' / s^2}.
     */
    @Test
    void gradientFlowsThroughTheWeightAlone() {
        double[] matrix = {3, 1, 0, 1, 2, -1};
        double[] c = {1, -2, 0.5, 3, -1, 2};
        double[] direction = {0.3, -0.7, 1.1, 0.2, 0.9, -0.4};
        double[] u = {2 / Math.sqrt(5), 1 / Math.sqrt(5)};
        double[] v = {3 / Math.sqrt(10), 1 / Math.sqrt(10), 0};
        double s = 3.5355339059327378;
        double cw = 0;
        double ch = 0;
        double sh = 0;
        for (int i = 0; i < 6; i++) {
            cw += c[i] * matrix[i];
            ch += c[i] * direction[i];
            sh += u[i / 3] * v[i % 3] * direction[i];
        }
        double[] expected = new double[6];
        double[] expectedSecond = new double[6];
        for (int i = 0; i < 6; i++) {
            double uv = u[i / 3] * v[i % 3];
            expected[i] = c[i] / s - cw * uv / (s * s);
            expectedSecond[i] = -c[i] * sh / (s * s) - ch * uv / (s * s) + 2 * cw * uv * sh / (s * s * s);
        }

        Shape kernels = Shape.of(2, 3, 1, 1);
        Tensor weight = Tensor.of(kernels, matrix);
        Tensor normalized = new SpectralNormalization(1, EPSILON).weight(weight, TracedScope.training("test"));
        Tensor gradient = Gradients.of(normalized.mul(Tensor.of(kernels, c)).sum(), weight);
        Tensor second = Gradients.of(gradient.mul(Tensor.of(kernels, direction)).sum(), weight);

        Map<String, double[]> state = Map.of("u", new double[] {1, 0});
        assertThat(ReferenceBackend.evaluate(gradient, state)).containsExactly(expected, within(1e-12));
        assertThat(ReferenceBackend.evaluate(second, state)).containsExactly(expectedSecond, within(1e-12));
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new SpectralNormalization(0, EPSILON))
                .hasMessage("'power-iterations' must be at least 1, found 0");
        assertThatThrownBy(() -> new SpectralNormalization(1, 0))
                .hasMessage("'epsilon' must be greater than 0, found 0.0");
    }

    /** What the critic uses in the last of so many updates, the first of which begins with u = [1, 0]. */
    private static double[] normalized(int iterations, Tensor weight, int updates) {
        TracedScope scope = TracedScope.training("test");
        Tensor normalized = new SpectralNormalization(iterations, EPSILON).weight(weight, scope);
        try (Session session = session(scope, normalized)) {
            for (int i = 0; i < updates; i++) {
                session.run("weight", i);
            }
            return session.read("weight");
        }
    }

    private static Session session(TracedScope scope, Tensor weight) {
        Session session =
                new ReferenceBackend().compile(Plan.of(List.of(scope.initialize(), scope.step("weight", weight))), 1);
        session.run("initialize", 0);
        session.write("u", new double[] {1, 0});
        return session;
    }
}
