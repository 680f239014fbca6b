package dev.gantry.losses.wgangp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.losses.wgangp.LipschitzPenalty.At;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LipschitzPenaltyTest {

    private static final double EPSILON = 1e-12;

    private final SmallCritic critic = new SmallCritic();

    @DisplayName("D2 lp")
    @Test
    void value() {
        assertThat(critic.penalty(interpolated(1))).isCloseTo(0.111816933666, within(1e-9));
    }

    @DisplayName("D2 lp, gradients in the parameters")
    @Test
    void gradientsInTheParameters() {
        critic.confirmGradients(
                interpolated(1),
                new double[] {
                    0.110950353304, -0.766884268838, -0.107775434149, 0.579238871854, 0.062244027488, -0.409264473936
                },
                new double[] {0.014489306153, 0.154980465861, 0.033506055200},
                new double[] {0.271820222144, -0.442537058308, -0.157210838428});
    }

    @DisplayName("U1.8 one-sided gradient penalty of doubling")
    @Test
    void ofDoubling() {
        assertThat(steepness(4, interpolated(1))).isCloseTo(9, within(1e-9));
        assertThat(steepness(4, interpolated(10))).isCloseTo(90, within(1e-8));
    }

    @Test
    void criticThatIsLipschitzAlreadyIsLeftAlone() {
        assertThat(steepness(0.9, interpolated(10))).isZero();
        assertThat(steepness(0.9, new LipschitzPenalty(10, At.PERTURBED, Noise.UNIFORM, 0.5, EPSILON)))
                .isZero();
    }

    /** A one-dimensional slope. */
    private static double steepness(double slope, LipschitzPenalty penalty) {
        GivenStep step = new GivenStep(
                Tensor.of(Shape.of(1, 1), -12.3),
                Tensor.of(Shape.of(1, 1), 3.1),
                Map.of("alpha", Tensor.of(Shape.of(1), 0.3), "noise", Tensor.of(Shape.of(2), 0.3, 0.7)),
                samples -> samples.mul(slope).reshape(samples.shape().size(0)));
        return ReferenceBackend.evaluate(penalty.penalty(step).orElseThrow(), Map.of())[0];
    }

    /** Six points with all twelve elements' deviation s, moved by s / 2 times the noise. */
    @Test
    void perturbedPointsAreRealAndGeneratedOnesMoved() {
        double[] before = {1, 0.5, -0.3, 0.8, 0.2, -1.2, -0.7, 0.1, 0.4, -0.9, 1.1, 0.6};
        double[] noise = {0.1, 0.9, 0.3, 0.4, 0, 0.7, 0.2, 0.5, 0.8, 0.6, 0.95, 0.05};
        double mean = 0;
        for (double x : before) {
            mean += x / 12;
        }
        double variance = 0;
        for (double x : before) {
            variance += (x - mean) * (x - mean) / 12;
        }
        double[] uniform = new double[12];
        double[] centered = new double[12];
        for (int i = 0; i < 12; i++) {
            uniform[i] = before[i] + 0.5 * Math.sqrt(variance) * noise[i];
            centered[i] = before[i] + 2 * Math.sqrt(variance) * (noise[i] - 0.5);
        }
        Map<String, Tensor> drawn = Map.of("noise", Tensor.of(Shape.of(6, 2), noise));

        perturbed(Noise.UNIFORM, 0.5).penalty(critic.step(drawn));
        assertThat(critic.points()).containsExactly(uniform, within(1e-9));
        SmallCritic another = new SmallCritic();
        perturbed(Noise.CENTERED, 2).penalty(another.step(drawn));
        assertThat(another.points()).containsExactly(centered, within(1e-9));
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> interpolated(-1)).hasMessage("'lambda' must be at least 0, found -1.0");
        assertThatThrownBy(() -> perturbed(Noise.UNIFORM, -1)).hasMessage("'scale' must be at least 0, found -1.0");
        assertThatThrownBy(() -> new LipschitzPenalty(1, At.PERTURBED, Noise.UNIFORM, 1, 0))
                .hasMessage("'epsilon' must be greater than 0, found 0.0");
    }

    private static LipschitzPenalty interpolated(double lambda) {
        return new LipschitzPenalty(lambda, At.INTERPOLATED, Noise.UNIFORM, 0.5, EPSILON);
    }

    private static LipschitzPenalty perturbed(Noise noise, double scale) {
        return new LipschitzPenalty(1, At.PERTURBED, noise, scale, EPSILON);
    }
}
