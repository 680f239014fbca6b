package dev.gantry.losses.wgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.tck.CentralDifferences;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers from the tests of TF-GAN, mmgeneration and mimicry. */
class WassersteinLossTest {

    private final WassersteinLoss loss = new WassersteinLoss();

    @DisplayName("U1.4 Wasserstein")
    @Test
    void values() {
        Scores scores = scores(new double[] {-5.0, 1.4, 12.5, 2.7}, new double[] {10.0, 4.4, -5.5, 3.6});
        assertThat(value(loss.critic(scores))).isCloseTo(0.225, within(1e-12));
        assertThat(value(loss.generator(scores))).isCloseTo(-3.125, within(1e-12));
    }

    @DisplayName("U1 scores of shape [2, 2], and U1.4 times 2.3 with a weight, and with a tensor of weights")
    @Test
    void inTwoAxesAndWeighted() {
        double[] real = {-5.0, 1.4, 12.5, 2.7};
        double[] fake = {10.0, 4.4, -5.5, 3.6};
        Scores scores = new Scores(
                Tensor.of(Shape.of(2, 2), real).reshape(4),
                Tensor.of(Shape.of(2, 2), fake).reshape(4),
                TracedScope.training("test"));
        assertThat(value(loss.critic(scores).mul(2.3))).isCloseTo(2.3 * 0.225, within(1e-12));
        assertThat(value(loss.generator(scores).mul(2.3))).isCloseTo(2.3 * -3.125, within(1e-12));
        double ofCritics = 0;
        double ofGenerators = 0;
        for (int i = 0; i < 4; i++) {
            Scores one = scores(new double[] {real[i]}, new double[] {fake[i]});
            ofCritics += 2.3 * value(loss.critic(one)) / 4;
            ofGenerators += 2.3 * value(loss.generator(one)) / 4;
        }
        assertThat(ofCritics).isCloseTo(2.3 * 0.225, within(1e-12));
        assertThat(ofGenerators).isCloseTo(2.3 * -3.125, within(1e-12));
    }

    @Test
    void estimatesTheDistance() {
        assertThat(loss.estimatesWasserstein()).isTrue();
    }

    @DisplayName("U4 Wasserstein")
    @Test
    void allScoresOne() {
        Scores ones = scores(new double[] {1, 1, 1, 1}, new double[] {1, 1, 1, 1});
        assertThat(value(loss.critic(ones))).isZero();
        assertThat(value(loss.generator(ones))).isEqualTo(-1);
    }

    /** The generator's loss is doubled there, and may be asked for with the target of fake. */
    @DisplayName("U3.3 wgan")
    @Test
    void eachTermInMmGeneration() {
        double[] zero = {0};
        double[] two = {2};
        assertThat(2 * value(loss.generator(scores(zero, two)))).isEqualTo(-4);
        assertThat(2 * value(loss.critic(scores(zero, two)))).isEqualTo(4);
        assertThat(value(loss.critic(scores(two, zero)))).isEqualTo(-2);
        assertThat(value(loss.critic(scores(zero, two)))).isEqualTo(2);
    }

    @Test
    void gradients() {
        Tensor real = Tensor.of(Shape.of(2), 3, -1);
        Tensor fake = Tensor.of(Shape.of(4), 1, 2, 3, 4);
        Scores scores = new Scores(real, fake, TracedScope.training("test"));
        assertThat(evaluate(Gradients.of(loss.critic(scores), real))).containsExactly(-0.5, -0.5);
        assertThat(evaluate(Gradients.of(loss.critic(scores), fake))).containsExactly(0.25, 0.25, 0.25, 0.25);
        assertThat(evaluate(Gradients.of(loss.generator(scores), fake))).containsExactly(-0.25, -0.25, -0.25, -0.25);
    }

    @Test
    void rightGradientAtExtremeScores() {
        Tensor real = Tensor.of(Shape.of(2), 1e4, -1e4);
        Tensor fake = Tensor.of(Shape.of(2), -1e4, 1e4);
        Scores scores = new Scores(real, fake, TracedScope.training("test"));
        assertThat(value(loss.critic(scores))).isZero();
        assertThat(evaluate(Gradients.of(loss.critic(scores), real))).containsExactly(-0.5, -0.5);
        assertThat(evaluate(Gradients.of(loss.generator(scores), fake))).containsExactly(-0.5, -0.5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void derivatives(long seed) {
        Scores scores = new Scores(
                Tensor.variable("real", Shape.of(5)),
                Tensor.variable("fake", Shape.of(5)),
                TracedScope.training("test"));
        CentralDifferences.confirm(loss.critic(scores), seed);
        CentralDifferences.confirm(loss.generator(scores), seed);
    }

    @Test
    void aBatchTwiceOverHasTheSameLoss() {
        Scores once = scores(new double[] {3, -1}, new double[] {1, 2});
        Scores twice = scores(new double[] {3, -1, 3, -1}, new double[] {1, 2, 1, 2});
        assertThat(value(loss.critic(twice))).isEqualTo(value(loss.critic(once)));
        assertThat(value(loss.generator(twice))).isEqualTo(value(loss.generator(once)));
    }

    @Test
    void heedsNoLabels() {
        assertThat(loss.usesLabels()).isFalse();
    }

    private static Scores scores(double[] real, double[] fake) {
        return new Scores(
                Tensor.of(Shape.of(real.length), real),
                Tensor.of(Shape.of(fake.length), fake),
                TracedScope.training("test"));
    }

    private static double value(Tensor scalar) {
        return evaluate(scalar)[0];
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }
}
