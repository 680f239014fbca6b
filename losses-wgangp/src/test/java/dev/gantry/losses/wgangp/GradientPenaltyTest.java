package dev.gantry.losses.wgangp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.backend.ReferenceBackend;
import dev.gantry.core.spi.CriticStep;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.tck.CentralDifferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientPenaltyTest {

    private static final double EPSILON = 1e-12;

    /** The critic {@code v . tanh(W x + b) + c}; its penalty's parameter gradients were found by complex steps. */
    @Nested
    class OfASmallCritic {

        private final Tensor w = Tensor.of(Shape.of(3, 2), 0.7, -0.4, 0.3, 0.9, -0.6, 0.2);
        private final Tensor b = Tensor.of(Shape.of(3), 0.1, -0.2, 0.05);
        private final Tensor v = Tensor.of(Shape.of(3), 1.5, -1.1, 0.8);
        private final Tensor c = Tensor.scalar(0.3);
        private final List<Tensor> scored = new ArrayList<>();
        private final CriticStep step = new GivenStep(
                Tensor.of(Shape.of(3, 2), 1, 0.5, -0.3, 0.8, 0.2, -1.2),
                Tensor.of(Shape.of(3, 2), -0.7, 0.1, 0.4, -0.9, 1.1, 0.6),
                Tensor.of(Shape.of(3), 0.25, 0.5, 0.9),
                this::score);

        private Tensor score(Tensor samples) {
            scored.add(samples);
            return samples.matmul(w, false, true)
                    .add(b)
                    .tanh()
                    .mul(v)
                    .sum(1)
                    .add(c)
                    .reshape(3);
        }

        @Test
        void value() {
            Tensor penalty = penalty(new GradientPenalty(1, 1, EPSILON), step);
            assertThat(evaluate(penalty)).containsExactly(new double[] {0.156173262648}, within(1e-9));
        }

        @Test
        void normIsNotTakenOverTheWholeBatch() {
            Tensor penalty = penalty(new GradientPenalty(1, 1, EPSILON), step);
            assertThat(evaluate(penalty)[0]).isNotCloseTo(1.191336122875, within(1.0));
        }

        @Test
        void gradientsInTheParameters() {
            Tensor penalty = penalty(new GradientPenalty(1, 1, EPSILON), step);
            List<Tensor> gradients = Gradients.of(penalty, List.of(w, b, v, c));
            assertThat(evaluate(gradients.get(0)))
                    .containsExactly(
                            new double[] {
                                0.117681258965,
                                -0.683028087921,
                                -0.132683947883,
                                0.616429842352,
                                0.045648851537,
                                -0.268513032557
                            },
                            within(1e-9));
            assertThat(evaluate(gradients.get(1)))
                    .containsExactly(new double[] {0.153819679314, 0.014643142915, 0.065244527797}, within(1e-9));
            assertThat(evaluate(gradients.get(2)))
                    .containsExactly(new double[] {0.195845757873, -0.360154334635, -0.094580167818}, within(1e-9));
            assertThat(evaluate(gradients.get(3))).containsExactly(new double[] {0}, within(0.0));
        }

        @Test
        void isTakenBetweenRealAndGeneratedSamples() {
            penalty(new GradientPenalty(1, 1, EPSILON), step);
            assertThat(scored).hasSize(1);
            assertThat(evaluate(scored.getFirst()))
                    .containsExactly(new double[] {-0.275, 0.2, 0.05, -0.05, 0.29, -1.02}, within(1e-12));
        }

        @Test
        void weightAndTarget() {
            double[] norms = {1.4328418033, 1.3848360356, 0.6352137791};
            double expected = 0;
            for (double norm : norms) {
                expected += 10 * (norm - 0.5) * (norm - 0.5) / 3;
            }
            Tensor penalty = penalty(new GradientPenalty(10, 0.5, EPSILON), step);
            assertThat(evaluate(penalty)).containsExactly(new double[] {expected}, within(1e-8));
        }
    }

    /** TF-GAN's test; it divides the norm by the target, which makes its 1.0 at target 2 our 4.0. */
    @Test
    void ofDoubling() {
        CriticStep step = new GivenStep(
                Tensor.of(Shape.of(1, 4), -12.3, 23.2, 16.3, -43.2),
                Tensor.of(Shape.of(1, 4), 3.1, 2.3, -12.3, 32.1),
                Tensor.of(Shape.of(1), 0.3),
                samples -> samples.mul(2).sum(1).reshape(1));
        assertThat(evaluate(penalty(new GradientPenalty(1, 1, EPSILON), step))[0])
                .isCloseTo(9.0, within(1e-9));
        assertThat(evaluate(penalty(new GradientPenalty(1, 2, EPSILON), step))[0])
                .isCloseTo(4.0, within(1e-9));
    }

    @Test
    void oneNormForAllElementsOfAnImage() {
        Shape images = Shape.of(2, 1, 2, 2);
        Tensor kernel = Tensor.of(Shape.of(1, 1, 2, 2), 1, 2, 3, -1);
        CriticStep step = new GivenStep(
                Tensor.ones(images),
                Tensor.zeros(images),
                Tensor.of(Shape.of(2), 0.1, 0.7),
                samples -> samples.mul(kernel).flatten().sum(1).reshape(2));
        double distance = Math.sqrt(1 + 4 + 9 + 1) - 1;
        assertThat(evaluate(penalty(new GradientPenalty(1, 1, EPSILON), step))[0])
                .isCloseTo(distance * distance, within(1e-9));
    }

    @Test
    void finiteWhereTheGradientIsZero() {
        Tensor w = Tensor.of(Shape.of(2, 1), 0, 0);
        CriticStep step = new GivenStep(
                Tensor.of(Shape.of(1, 2), 1, 2),
                Tensor.of(Shape.of(1, 2), 3, 5),
                Tensor.of(Shape.of(1), 0.5),
                samples -> samples.matmul(w).reshape(1));
        Tensor penalty = penalty(new GradientPenalty(1, 1, EPSILON), step);
        assertThat(evaluate(penalty)[0]).isCloseTo(1, within(1e-5));
        assertThat(evaluate(Gradients.of(penalty, w))).containsExactly(new double[] {0, 0}, within(0.0));
    }

    @Test
    void aBatchTwiceOverHasTheSamePenalty() {
        Tensor real = Tensor.of(Shape.of(2, 2), 1, 0.5, -0.3, 0.8);
        Tensor fake = Tensor.of(Shape.of(2, 2), -0.7, 0.1, 0.4, -0.9);
        Tensor alpha = Tensor.of(Shape.of(2), 0.2, 0.7);
        CriticStep once = new GivenStep(real, fake, alpha, samples -> cubes(samples, 2));
        CriticStep twice = new GivenStep(twice(real), twice(fake), twice(alpha), samples -> cubes(samples, 4));
        GradientPenalty penalty = new GradientPenalty(10, 1, EPSILON);
        assertThat(evaluate(penalty(penalty, twice))[0]).isCloseTo(evaluate(penalty(penalty, once))[0], within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void derivatives(long seed) {
        Tensor w = Tensor.variable("w", Shape.of(2, 3));
        Tensor v = Tensor.variable("v", Shape.of(3, 1));
        CriticStep step = new GivenStep(
                Tensor.variable("real", Shape.of(4, 2)),
                Tensor.variable("fake", Shape.of(4, 2)),
                Tensor.of(Shape.of(4), 0.1, 0.4, 0.6, 0.9),
                samples -> samples.matmul(w).tanh().matmul(v).reshape(4));
        CentralDifferences.confirm(penalty(new GradientPenalty(10, 1, EPSILON), step), seed);
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

    private static Tensor penalty(GradientPenalty penalty, CriticStep step) {
        return penalty.penalty(step).orElseThrow();
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }
}
