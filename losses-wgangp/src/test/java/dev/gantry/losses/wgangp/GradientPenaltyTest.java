package dev.gantry.losses.wgangp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GradientPenaltyTest {

    private static final double EPSILON = 1e-12;

    private final SmallCritic critic = new SmallCritic();

    @DisplayName("D2 gp")
    @Test
    void value() {
        assertThat(critic.penalty(new GradientPenalty(1, 1, EPSILON))).isCloseTo(0.156173262648, within(1e-9));
    }

    @DisplayName("D2 batch, which is another penalty")
    @Test
    void normIsNotTakenOverTheWholeBatch() {
        assertThat(critic.penalty(new GradientPenalty(1, 1, EPSILON))).isNotCloseTo(1.191336122875, within(1.0));
    }

    @DisplayName("D2 gp, gradients in the parameters")
    @Test
    void gradientsInTheParameters() {
        critic.confirmGradients(
                new GradientPenalty(1, 1, EPSILON),
                new double[] {
                    0.117681258965, -0.683028087921, -0.132683947883, 0.616429842352, 0.045648851537, -0.268513032557
                },
                new double[] {0.153819679314, 0.014643142915, 0.065244527797},
                new double[] {0.195845757873, -0.360154334635, -0.094580167818});
    }

    @DisplayName("D2 xhat")
    @Test
    void isTakenBetweenRealAndGeneratedSamples() {
        critic.penalty(new GradientPenalty(1, 1, EPSILON));
        assertThat(critic.points())
                .containsExactly(new double[] {-0.275, 0.2, 0.05, -0.05, 0.29, -1.02}, within(1e-12));
    }

    @Test
    void weightAndTarget() {
        double[] norms = {1.4328418033, 1.3848360356, 0.6352137791};
        double expected = 0;
        for (double norm : norms) {
            expected += 10 * (norm - 0.5) * (norm - 0.5) / 3;
        }
        assertThat(critic.penalty(new GradientPenalty(10, 0.5, EPSILON))).isCloseTo(expected, within(1e-8));
    }

    /** TF-GAN's test; it divides the norm by the target, which makes its 1.0 at target 2 our 4.0. */
    @DisplayName("U1.8 gradient penalty of doubling")
    @Test
    void ofDoubling() {
        PlayerStep step = new GivenStep(
                Tensor.of(Shape.of(1, 4), -12.3, 23.2, 16.3, -43.2),
                Tensor.of(Shape.of(1, 4), 3.1, 2.3, -12.3, 32.1),
                Tensor.of(Shape.of(1), 0.3),
                samples -> samples.mul(2).sum(1).reshape(1));
        assertThat(evaluate(penalty(new GradientPenalty(1, 1, EPSILON), step))[0])
                .isCloseTo(9.0, within(1e-9));
        double atTwo = evaluate(penalty(new GradientPenalty(1, 2, EPSILON), step))[0];
        assertThat(atTwo).isCloseTo(4.0, within(1e-9));
        assertThat(atTwo / (2 * 2)).as("in TF-GAN").isCloseTo(1.0, within(1e-9));
    }

    @Test
    void oneNormForAllElementsOfAnImage() {
        Shape images = Shape.of(2, 1, 2, 2);
        Tensor kernel = Tensor.of(Shape.of(1, 1, 2, 2), 1, 2, 3, -1);
        PlayerStep step = new GivenStep(
                Tensor.ones(images),
                Tensor.zeros(images),
                Tensor.of(Shape.of(2), 0.1, 0.7),
                samples -> samples.mul(kernel).flatten().sum(1).reshape(2));
        double distance = Math.sqrt(1 + 4 + 9 + 1) - 1;
        assertThat(evaluate(penalty(new GradientPenalty(1, 1, EPSILON), step))[0])
                .isCloseTo(distance * distance, within(1e-9));
    }

    @Test
    void aBatchTwiceOverHasTheSamePenalty() {
        Tensor real = Tensor.of(Shape.of(2, 2), 1, 0.5, -0.3, 0.8);
        Tensor fake = Tensor.of(Shape.of(2, 2), -0.7, 0.1, 0.4, -0.9);
        Tensor alpha = Tensor.of(Shape.of(2), 0.2, 0.7);
        PlayerStep once = new GivenStep(real, fake, alpha, samples -> cubes(samples, 2));
        PlayerStep twice = new GivenStep(twice(real), twice(fake), twice(alpha), samples -> cubes(samples, 4));
        GradientPenalty penalty = new GradientPenalty(10, 1, EPSILON);
        assertThat(evaluate(penalty(penalty, twice))[0]).isCloseTo(evaluate(penalty(penalty, once))[0], within(1e-12));
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new GradientPenalty(-1, 1, EPSILON))
                .hasMessage("'lambda' must be at least 0, found -1.0");
        assertThatThrownBy(() -> new GradientPenalty(10, -1, EPSILON))
                .hasMessage("'target' must be at least 0, found -1.0");
        assertThatThrownBy(() -> new GradientPenalty(10, 1, 0))
                .hasMessage("'epsilon' must be greater than 0, found 0.0");
    }

    private static Tensor cubes(Tensor samples, int batch) {
        return samples.pow(3).sum(1).reshape(batch);
    }

    private static Tensor twice(Tensor tensor) {
        return Tensor.concat(0, List.of(tensor, tensor));
    }

    private static Tensor penalty(GradientPenalty penalty, PlayerStep step) {
        return penalty.penalty(step).orElseThrow();
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }
}
