package dev.gantry.losses.wgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.tck.CentralDifferences;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Projections, and the largest singular value, on random weights; a generator that looks ahead differentiates both. */
class EveryConstraintTest {

    /** Bounds that some weights are beyond and some are not. */
    @ParameterizedTest
    @CsvSource({"1, 0.4", "2, 0.4", "3, 0.4"})
    void derivativesOfProjections(long seed, double bound) {
        for (LipschitzConstraintProvider provider :
                new LipschitzConstraintProvider[] {WeightClipping.provider(), NormClipping.provider()}) {
            confirm(made(provider, "bound = " + bound), seed);
        }
        confirm(made(NormClipping.provider(), "bound = " + bound + ", per = row"), seed);
    }

    private static void confirm(LipschitzConstraint constraint, long seed) {
        Tensor projected = constraint.project(GivenParameters.of(
                Tensor.variable("dense", Shape.of(3, 2)),
                Tensor.variable("bias", Shape.of(2)),
                Tensor.variable("kernels", Shape.of(2, 2, 2, 1))));
        CentralDifferences.confirm(
                projected.tanh().mul(projected.add(0.5)).square().sum(), seed);
    }

    /** Of two rows the largest eigenvalue of {@code W W'} has a closed form. */
    @DisplayName("U1.14 spectral norm converges to the largest singular value")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void powerIterationsConverge(long seed) {
        double[] matrix = new Random(seed).doubles(6, -2, 2).toArray();
        assertThat(evaluate(normalized(Tensor.of(Shape.of(2, 3, 1, 1), matrix))))
                .containsExactly(divided(matrix, sigma(matrix)), within(1e-9));
    }

    /** Where the iterations have converged, the gradient is that of {@code W / sigma(W)}. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void derivativesOfTheSpectralNormalization(long seed) {
        Random random = new Random(seed);
        double[] matrix = random.doubles(6, -2, 2).toArray();
        double[] direction = random.doubles(6, -1, 1).toArray();
        Tensor weight = Tensor.of(Shape.of(2, 3, 1, 1), matrix);
        Tensor cubes = normalized(weight).pow(3).sum();
        double[] gradient = evaluate(Gradients.of(cubes, weight));
        double slope = 0;
        double h = 1e-6;
        double[] ahead = matrix.clone();
        double[] behind = matrix.clone();
        for (int i = 0; i < 6; i++) {
            slope += gradient[i] * direction[i];
            ahead[i] += h * direction[i];
            behind[i] -= h * direction[i];
        }
        assertThat(slope).isCloseTo((cubes(ahead) - cubes(behind)) / (2 * h), within(1e-6));
    }

    private static double cubes(double[] matrix) {
        double sum = 0;
        for (double element : divided(matrix, sigma(matrix))) {
            sum += element * element * element;
        }
        return sum;
    }

    private static double[] divided(double[] matrix, double by) {
        double[] divided = matrix.clone();
        for (int i = 0; i < divided.length; i++) {
            divided[i] /= by;
        }
        return divided;
    }

    private static double sigma(double[] w) {
        double a = w[0] * w[0] + w[1] * w[1] + w[2] * w[2];
        double b = w[0] * w[3] + w[1] * w[4] + w[2] * w[5];
        double c = w[3] * w[3] + w[4] * w[4] + w[5] * w[5];
        return Math.sqrt((a + c) / 2 + Math.hypot((a - c) / 2, b));
    }

    private static Tensor normalized(Tensor weight) {
        return made(SpectralNormalization.provider(), "power-iterations = 300")
                .weight(weight, TracedScope.training("test"));
    }

    private static LipschitzConstraint made(LipschitzConstraintProvider provider, String settings) {
        return provider.component().from(ConfigFactory.parseString(settings));
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of("u", new double[] {0.8, -0.6}));
    }
}
