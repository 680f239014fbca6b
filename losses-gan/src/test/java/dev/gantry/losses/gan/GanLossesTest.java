package dev.gantry.losses.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.backend.ReferenceBackend;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.tck.CentralDifferences;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers from the tests of TF-GAN, mmgeneration and mimicry, and more digits of them from the formulas. */
class GanLossesTest {

    private static final double[] REAL = {-5.0, 1.4, 12.5, 2.7};
    private static final double[] FAKE = {10.0, 4.4, -5.5, 3.6};

    // An offset makes no difference between 0 and -0.
    private static final Offset<Double> EXACT = within(0.0);

    private final Loss minimax = new MinimaxLoss();
    private final Loss nonSaturating = new NonSaturatingLoss();

    static Stream<Loss> losses() {
        return Stream.of(new MinimaxLoss(), new NonSaturatingLoss());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void critic(Loss loss) {
        assertThat(value(loss.critic(scores(REAL, FAKE)))).isCloseTo(5.83386589165402, within(1e-12));
    }

    @Test
    void generators() {
        Scores scores = scores(REAL, FAKE);
        assertThat(value(nonSaturating.generator(scores))).isCloseTo(1.385820879946423, within(1e-12));
        assertThat(value(minimax.generator(scores))).isCloseTo(-4.510820879946423, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void criticWithSmoothedLabels(Loss loss) {
        assertThat(loss.usesLabels()).isTrue();
        assertThat(value(loss.critic(smoothed(0.875)))).isCloseTo(6.19637, within(1e-5));
        assertThat(value(loss.critic(smoothed(0.9)))).isCloseTo(6.12386589165402, within(1e-12));
    }

    @Test
    void allLogitsOne() {
        double[] one = {1};
        double[] ones = {1, 1, 1, 1};
        assertThat(value(nonSaturating.generator(scores(one, one)))).isCloseTo(0.6265233 / 2, within(1e-7));
        assertThat(value(nonSaturating.critic(scores(one, one)))).isCloseTo(0.3132616 + 1.3132616, within(2e-7));
        assertThat(value(nonSaturating.critic(scores(ones, ones)))).isCloseTo(1.6265, within(1e-4));
    }

    @Test
    void gradientsInTheLogits() {
        Tensor real = Tensor.of(Shape.of(4), REAL);
        Tensor fake = Tensor.of(Shape.of(4), FAKE);
        Scores scores = new Scores(real, fake);
        assertThat(values(Gradients.of(nonSaturating.generator(scores), fake)))
                .containsExactly(
                        new double[] {-0.0000113495, -0.0030321087, -0.2489824656, -0.0066492484}, within(5e-11));
        assertThat(values(Gradients.of(minimax.generator(scores), fake)))
                .containsExactly(
                        new double[] {-0.2499886505, -0.2469678913, -0.0010175344, -0.2433507516}, within(5e-11));
        List<Tensor> critic = Gradients.of(minimax.critic(scores), List.of(real, fake));
        assertThat(values(critic.getFirst()))
                .containsExactly(
                        new double[] {-0.2483267873, -0.0494540279, -0.0000009317, -0.015743339}, within(5e-11));
        assertThat(values(critic.getLast()))
                .containsExactly(new double[] {0.2499886505, 0.2469678913, 0.0010175344, 0.2433507516}, within(5e-11));
    }

    @Test
    void finiteAtExtremeLogits() {
        Tensor real = Tensor.of(Shape.of(2), 1e4, -1e4);
        Tensor fake = Tensor.of(Shape.of(2), 1e4, -1e4);
        Scores scores = new Scores(real, fake);
        Tensor critic = minimax.critic(scores);
        assertThat(value(critic)).isEqualTo(1e4);
        assertThat(values(Gradients.of(critic, real))).containsExactly(new double[] {0, -0.5}, EXACT);
        assertThat(values(Gradients.of(critic, fake))).containsExactly(new double[] {0.5, 0}, EXACT);
        assertThat(values(Gradients.of(nonSaturating.generator(scores), fake)))
                .containsExactly(new double[] {0, -0.5}, EXACT);
        assertThat(values(Gradients.of(minimax.generator(scores), fake)))
                .containsExactly(new double[] {-0.5, 0}, EXACT);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aBatchTwiceOverHasTheSameLoss(Loss loss) {
        Scores once = scores(REAL, FAKE);
        Scores twice = scores(twice(REAL), twice(FAKE));
        assertThat(value(loss.critic(twice))).isCloseTo(value(loss.critic(once)), within(1e-12));
        assertThat(value(loss.generator(twice))).isCloseTo(value(loss.generator(once)), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void derivatives(long seed) {
        Scores scores = new Scores(
                Tensor.variable("real", Shape.of(5)),
                Tensor.variable("fake", Shape.of(5)),
                Tensor.variable("real-labels", Shape.of(5)),
                Tensor.variable("fake-labels", Shape.SCALAR));
        losses().forEach(loss -> {
            CentralDifferences.confirm(loss.critic(scores), seed);
            CentralDifferences.confirm(loss.generator(scores), seed);
        });
    }

    private static Scores scores(double[] real, double[] fake) {
        return new Scores(Tensor.of(Shape.of(real.length), real), Tensor.of(Shape.of(fake.length), fake));
    }

    private static Scores smoothed(double realLabel) {
        Scores scores = scores(REAL, FAKE);
        return new Scores(scores.real(), scores.fake(), Tensor.scalar(realLabel), scores.fakeLabels());
    }

    private static double[] twice(double[] values) {
        return Stream.of(values, values).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double value(Tensor scalar) {
        return values(scalar)[0];
    }

    private static double[] values(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }
}
