package dev.gantry.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Layer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.networks.layer.Convolution;
import dev.gantry.networks.layer.Dense;
import dev.gantry.networks.layer.TransposedConvolution;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Draws of 20,000 weights; a standard deviation is then known to half a percent. */
class InitializationTest {

    @ParameterizedTest
    @CsvSource({
        "NORMAL, 0.02",
        "HE, 0.141421356", // sqrt(2 / 100)
        "XAVIER, 0.081649658", // sqrt(6 / 300) / sqrt(3)
        "FAN_IN_UNIFORM, 0.057735027", // 1 / 10 / sqrt(3)
    })
    void deviationOfADenseLayersWeights(Initialization init, double stddev) {
        double[] weights = weights(new Dense(200, true), Shape.of(1, 100), init);
        assertThat(weights).hasSize(20_000);
        assertThat(Arrays.stream(weights).average().orElseThrow()).isCloseTo(0, within(0.03 * stddev));
        assertThat(deviation(weights)).isCloseTo(stddev, within(0.025 * stddev));
    }

    @ParameterizedTest
    @CsvSource({"XAVIER, 0.141421356", "FAN_IN_UNIFORM, 0.1"})
    void boundOfUniformWeights(Initialization init, double bound) {
        double[] weights = weights(new Dense(200, true), Shape.of(1, 100), init);
        assertThat(Arrays.stream(weights).map(Math::abs).max().orElseThrow()).isBetween(0.999 * bound, bound + 1e-9);
    }

    @Test
    void zeros() {
        assertThat(weights(new Dense(3, true), Shape.of(1, 2), Initialization.ZEROS))
                .containsOnly(0);
    }

    @Test
    void fansOfAConvolution() {
        // Fan-in 8 * 5 * 5 = 200, fan-out 100 * 5 * 5 = 2500.
        Convolution layer = new Convolution(100, 5, 1, 0, true);
        Shape images = Shape.of(1, 8, 5, 5);
        assertThat(deviation(weights(layer, images, Initialization.HE))).isCloseTo(0.1, within(0.0025));
        assertThat(largest(weights(layer, images, Initialization.FAN_IN_UNIFORM)))
                .isCloseTo(1 / Math.sqrt(200), within(1e-4));
        assertThat(largest(weights(layer, images, Initialization.XAVIER)))
                .isCloseTo(Math.sqrt(6 / 2700.0), within(1e-4));
    }

    @Test
    void fansOfATransposedConvolutionAreThoseOfTheConvolutionItTurnsAround() {
        // Fan-in 8 * 5 * 5 = 200, of the output's channels; fan-out 100 * 5 * 5 = 2500.
        TransposedConvolution layer = new TransposedConvolution(8, 5, 1, 0, true);
        Shape images = Shape.of(1, 100, 5, 5);
        assertThat(deviation(weights(layer, images, Initialization.HE))).isCloseTo(0.1, within(0.0025));
        assertThat(largest(weights(layer, images, Initialization.FAN_IN_UNIFORM)))
                .isCloseTo(1 / Math.sqrt(200), within(1e-4));
        assertThat(largest(weights(layer, images, Initialization.XAVIER)))
                .isCloseTo(Math.sqrt(6 / 2700.0), within(1e-4));
    }

    @ParameterizedTest
    @EnumSource
    void biasesAreZeroButWithFanInUniform(Initialization init) {
        double[] biases = values("bias", new Dense(1000, true), Shape.of(1, 100), init);
        if (init == Initialization.FAN_IN_UNIFORM) {
            assertThat(largest(biases)).isBetween(0.098, 0.1);
            assertThat(deviation(biases)).isCloseTo(0.0577, within(0.005));
        } else {
            assertThat(biases).containsOnly(0);
        }
    }

    private static double[] weights(Layer layer, Shape input, Initialization init) {
        return values("weight", layer, input, init);
    }

    private static double[] values(String variable, Layer layer, Shape input, Initialization init) {
        TracedScope scope = TracedScope.training("test");
        Tensor result = layer.apply(Tensor.zeros(input), scope, init);
        try (Session session = Traced.initialized(scope, result)) {
            return session.read(variable);
        }
    }

    private static double deviation(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(x -> x * x).average().orElseThrow());
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }
}
