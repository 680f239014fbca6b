package dev.gantry.losses.wgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.tck.CentralDifferences;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrthonormalizationTest {

    private static final double EPSILON = 1e-12;

    @Test
    void rotationIsWhatIsLeftOfAScaledOne() {
        Tensor scaled = Tensor.of(Shape.of(2, 2), 1.8, 2.4, -2.4, 1.8);
        assertThat(orthonormal(scaled)).containsExactly(new double[] {0.6, 0.8, -0.8, 0.6}, within(1e-9));
    }

    @Test
    void singularValuesBecomeOne() {
        Tensor diagonal = Tensor.of(Shape.of(2, 2), 2, 0, 0, -0.5);
        assertThat(orthonormal(diagonal)).containsExactly(new double[] {1, 0, 0, -1}, within(1e-9));
    }

    /** Of a matrix that is wider than high the rows, of one that is higher than wide the columns. */
    @ParameterizedTest
    @CsvSource({"3, 2, 1, 1", "2, 3, 1, 1", "2, 1, 1, 3", "5, 1, 2, 2"})
    void rowsOrColumnsAreOrthonormal(int outputs, int inputs, int height, int width) {
        Shape shape = Shape.of(outputs, inputs, height, width);
        double[] values = new double[Math.toIntExact(shape.size())];
        Arrays.setAll(values, i -> Math.sin(i * i + 1));
        Tensor matrix = Tensor.of(Shape.of(outputs, values.length / outputs), orthonormal(Tensor.of(shape, values)));
        boolean rows = matrix.shape().size(0) <= matrix.shape().size(1);
        double[] products = ReferenceBackend.evaluate(
                rows ? matrix.matmul(matrix, false, true) : matrix.matmul(matrix, true, false), Map.of());
        int side = Math.min(matrix.shape().size(0), matrix.shape().size(1));
        for (int i = 0; i < products.length; i++) {
            assertThat(products[i]).isCloseTo(i % (side + 1) == 0 ? 1 : 0, within(1e-9));
        }
    }

    @Test
    void zerosStayZeros() {
        assertThat(orthonormal(Tensor.zeros(Shape.of(2, 3)))).containsOnly(0);
    }

    @Test
    void derivatives() {
        Tensor dense = Tensor.variable("dense", Shape.of(3, 2));
        Tensor kernels = Tensor.variable("kernels", Shape.of(2, 2, 1, 2));
        TracedScope scope = TracedScope.training("test");
        Orthonormalization constraint = new Orthonormalization(4, EPSILON);
        Tensor scalar = constraint
                .weight(dense, scope)
                .mul(Tensor.of(Shape.of(3, 2), 1, -2, 0.5, 3, -1, 2))
                .sum()
                .add(constraint
                        .weight(kernels, scope)
                        .mul(Tensor.of(Shape.of(2, 2, 1, 2), 1, 2, -3, 1, 0.5, -1, 2, 1))
                        .sum());
        for (long seed = 1; seed <= 3; seed++) {
            CentralDifferences.confirm(scalar, seed);
        }
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new Orthonormalization(0, EPSILON))
                .hasMessage("'iterations' must be at least 1, found 0");
        assertThatThrownBy(() -> new Orthonormalization(1, 0))
                .hasMessage("'epsilon' must be greater than 0, found 0.0");
    }

    private static double[] orthonormal(Tensor weight) {
        return ReferenceBackend.evaluate(
                new Orthonormalization(30, EPSILON).weight(weight, TracedScope.training("test")), Map.of());
    }
}
