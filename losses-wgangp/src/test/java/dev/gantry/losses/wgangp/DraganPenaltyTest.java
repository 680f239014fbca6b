package dev.gantry.losses.wgangp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DraganPenaltyTest {

    private static final double EPSILON = 1e-12;
    private static final double[] REAL = {1, 0.5, -0.3, 0.8, 0.2, -1.2};

    /** REAL has the mean 1/6 and the mean square 3.46/6. */
    private static final double DEVIATION = Math.sqrt(3.46 / 6 - 1.0 / 36);

    private static final double[] NOISE = {0.1, 0.9, 0.3, 0.4, 0, 0.7};
    private static final double[] ALPHA = {0.25, 0.5, 0.9};

    private final SmallCritic critic = new SmallCritic();

    private double[] points(DraganPenalty penalty) {
        penalty.penalty(critic.step(Map.of(
                "alpha", Tensor.of(Shape.of(3), ALPHA),
                "noise", Tensor.of(Shape.of(3, 2), NOISE),
                "normal noise", Tensor.of(Shape.of(3, 2), 1, -2, 0.5, 0, 3, -1))));
        return critic.points();
    }

    /** The convention of StudioGAN. */
    @Test
    void realSamplesMovedByAFractionOfUniformNoise() {
        assertThat(points(new DraganPenalty(1, 1, Noise.UNIFORM, 0.5, true, Optional.empty(), EPSILON)))
                .containsExactly(
                        IntStream.range(0, 6)
                                .mapToDouble(i -> REAL[i] + ALPHA[i / 2] * 0.5 * DEVIATION * NOISE[i])
                                .toArray(),
                        within(1e-9));
    }

    /** The convention of compare_gan, for data within plus and minus 1. */
    @Test
    void realSamplesMovedByCenteredNoiseAndClamped() {
        assertThat(points(new DraganPenalty(1, 1, Noise.CENTERED, 1, false, Optional.of(1.0), EPSILON)))
                .containsExactly(
                        IntStream.range(0, 6)
                                .mapToDouble(i -> REAL[i] + DEVIATION * (NOISE[i] - 0.5))
                                .map(x -> Math.clamp(x, -1, 1))
                                .toArray(),
                        within(1e-9));
    }

    @Test
    void normalNoise() {
        double s = DEVIATION;
        assertThat(points(new DraganPenalty(1, 1, Noise.NORMAL, 1, false, Optional.empty(), EPSILON)))
                .containsExactly(
                        new double[] {1 + s, 0.5 - 2 * s, -0.3 + 0.5 * s, 0.8, 0.2 + 3 * s, -1.2 - s}, within(1e-9));
    }

    /** A plane with the slope (3, 4) has the norm 5 everywhere. */
    @Test
    void isTheSquaredDistanceOfTheNormFromTheTarget() {
        Tensor slope = Tensor.of(Shape.of(2, 1), 3, 4);
        GivenStep step = new GivenStep(
                Tensor.of(Shape.of(3, 2), REAL),
                Tensor.zeros(Shape.of(3, 2)),
                Map.of("alpha", Tensor.of(Shape.of(3), ALPHA), "noise", Tensor.of(Shape.of(3, 2), NOISE)),
                samples -> samples.matmul(slope).reshape(3));
        DraganPenalty toOne = new DraganPenalty(10, 1, Noise.UNIFORM, 0.5, true, Optional.empty(), EPSILON);
        DraganPenalty toTwo = new DraganPenalty(1, 2, Noise.UNIFORM, 0.5, true, Optional.empty(), EPSILON);
        assertThat(evaluate(toOne.penalty(step).orElseThrow())).isCloseTo(10 * 16, within(1e-8));
        assertThat(evaluate(toTwo.penalty(step).orElseThrow())).isCloseTo(9, within(1e-8));
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new DraganPenalty(-1, 1, Noise.UNIFORM, 1, true, Optional.empty(), EPSILON))
                .hasMessage("'lambda' must be at least 0, found -1.0");
        assertThatThrownBy(() -> new DraganPenalty(1, 1, Noise.UNIFORM, 1, true, Optional.of(0.0), EPSILON))
                .hasMessage("'clip' must be greater than 0, found 0.0");
    }

    private static double evaluate(Tensor scalar) {
        return ReferenceBackend.evaluate(scalar, Map.of())[0];
    }
}
