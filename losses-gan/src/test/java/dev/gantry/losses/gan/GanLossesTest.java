package dev.gantry.losses.gan;

import static dev.gantry.losses.gan.Batch.FAKE;
import static dev.gantry.losses.gan.Batch.REAL;
import static dev.gantry.losses.gan.Batch.scores;
import static dev.gantry.losses.gan.Batch.value;
import static dev.gantry.losses.gan.Batch.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.TracedScope;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers from the tests of TF-GAN, mmgeneration and mimicry, and more digits of them from the formulas. */
class GanLossesTest {

    // An offset makes no difference between 0 and -0.
    private static final Offset<Double> EXACT = within(0.0);

    private final Loss minimax = new MinimaxLoss();
    private final Loss nonSaturating = new NonSaturatingLoss();

    static Stream<Loss> losses() {
        return Stream.of(new MinimaxLoss(), new NonSaturatingLoss());
    }

    @DisplayName("D1 non-saturating and minimax critic")
    @ParameterizedTest
    @MethodSource("losses")
    void critic(Loss loss) {
        assertThat(value(loss.critic(scores(REAL, FAKE)))).isCloseTo(5.83386589165402, within(1e-12));
    }

    @DisplayName("U1.2, D1 non-saturating and minimax generator")
    @Test
    void generators() {
        Scores scores = scores(REAL, FAKE);
        assertThat(value(nonSaturating.generator(scores))).isCloseTo(1.385820879946423, within(1e-12));
        assertThat(value(minimax.generator(scores))).isCloseTo(-4.510820879946423, within(1e-12));
    }

    @DisplayName("U1.3 minimax generator, which TF-GAN adds the cross-entropy of ones to")
    @Test
    void minimaxGeneratorInTfGan() {
        double ofOnes = 0.31326168751822;
        assertThat(value(minimax.generator(scores(REAL, FAKE))) - ofOnes).isCloseTo(-4.82408, within(1e-5));
    }

    @DisplayName("U1.2, U1.3, D1 label smoothing")
    @ParameterizedTest
    @MethodSource("losses")
    void criticWithSmoothedLabels(Loss loss) {
        assertThat(loss.usesLabels()).isTrue();
        assertThat(value(loss.critic(smoothed(0.875)))).isCloseTo(6.19637, within(1e-5));
        assertThat(value(loss.critic(smoothed(0.9)))).isCloseTo(6.12386589165402, within(1e-12));
    }

    @DisplayName("U4 minimax generator (by its name) and critic")
    @Test
    void allLogitsOne() {
        double[] ones = {1, 1, 1, 1};
        assertThat(value(nonSaturating.generator(scores(ones, ones)))).isCloseTo(0.3133, within(1e-4));
        assertThat(value(minimax.critic(scores(ones, ones)))).isCloseTo(1.6265, within(1e-4));
    }

    /** The generator's loss is doubled there, and may be asked for with the label of fake. */
    @DisplayName("U3.1 vanilla, and U3 D wgan-logistic-ns")
    @Test
    void eachTermInMmGeneration() {
        double sure = 1e4;
        assertThat(2 * value(nonSaturating.generator(scores(0, 1)))).isCloseTo(0.6265233, within(1e-7));
        assertThat(value(nonSaturating.critic(scores(1, -sure)))).isCloseTo(0.3132616, within(1e-7));
        assertThat(value(nonSaturating.critic(scores(sure, 1)))).isCloseTo(1.3132616, within(1e-7));
        assertThat(2 * value(nonSaturating.critic(scores(sure, 1)))).isCloseTo(2.6265232, within(2e-7));

        assertThat(2 * value(nonSaturating.generator(scores(0, 2)))).isCloseTo(0.2538560221, within(1e-10));
        assertThat(value(nonSaturating.critic(scores(2, -sure)))).isCloseTo(0.1269280110, within(1e-10));
        assertThat(value(nonSaturating.critic(scores(sure, 2)))).isCloseTo(2.1269280110, within(1e-10));
        assertThat(2 * value(nonSaturating.critic(scores(sure, 2)))).isCloseTo(4.2538560221, within(1e-10));
    }

    @DisplayName("D1 gradients in the logits")
    @Test
    void gradientsInTheLogits() {
        Tensor real = Tensor.of(Shape.of(4), REAL);
        Tensor fake = Tensor.of(Shape.of(4), FAKE);
        Scores scores = new Scores(real, fake, TracedScope.training("test"));
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
        Scores scores = new Scores(real, fake, TracedScope.training("test"));
        Tensor critic = minimax.critic(scores);
        assertThat(value(critic)).isEqualTo(1e4);
        assertThat(values(Gradients.of(critic, real))).containsExactly(new double[] {0, -0.5}, EXACT);
        assertThat(values(Gradients.of(critic, fake))).containsExactly(new double[] {0.5, 0}, EXACT);
        assertThat(values(Gradients.of(nonSaturating.generator(scores), fake)))
                .containsExactly(new double[] {0, -0.5}, EXACT);
        assertThat(values(Gradients.of(minimax.generator(scores), fake)))
                .containsExactly(new double[] {-0.5, 0}, EXACT);
    }

    private static Scores smoothed(double realLabel) {
        return scores(REAL, FAKE).withLabels(Tensor.scalar(realLabel), Tensor.scalar(0));
    }
}
