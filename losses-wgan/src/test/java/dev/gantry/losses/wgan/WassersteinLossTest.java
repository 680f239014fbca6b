package dev.gantry.losses.wgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.backend.ReferenceBackend;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Numbers from the tests of TF-GAN, mmgeneration and mimicry. */
class WassersteinLossTest {

    private final WassersteinLoss loss = new WassersteinLoss();

    @Test
    void values() {
        Scores scores = scores(new double[] {-5.0, 1.4, 12.5, 2.7}, new double[] {10.0, 4.4, -5.5, 3.6});
        assertThat(value(loss.critic(scores))).isCloseTo(0.225, within(1e-12));
        assertThat(value(loss.generator(scores))).isCloseTo(-3.125, within(1e-12));
    }

    @Test
    void allScoresOneOrTwo() {
        Scores ones = scores(new double[] {1, 1, 1, 1}, new double[] {1, 1, 1, 1});
        assertThat(value(loss.critic(ones))).isZero();
        assertThat(value(loss.generator(ones))).isEqualTo(-1);
        assertThat(value(loss.critic(scores(new double[] {2}, new double[] {0}))))
                .isEqualTo(-2);
        assertThat(value(loss.critic(scores(new double[] {0}, new double[] {2}))))
                .isEqualTo(2);
    }

    @Test
    void gradients() {
        Tensor real = Tensor.of(Shape.of(2), 3, -1);
        Tensor fake = Tensor.of(Shape.of(4), 1, 2, 3, 4);
        Scores scores = new Scores(real, fake);
        assertThat(evaluate(Gradients.of(loss.critic(scores), real))).containsExactly(-0.5, -0.5);
        assertThat(evaluate(Gradients.of(loss.critic(scores), fake))).containsExactly(0.25, 0.25, 0.25, 0.25);
        assertThat(evaluate(Gradients.of(loss.generator(scores), fake))).containsExactly(-0.25, -0.25, -0.25, -0.25);
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
        return new Scores(Tensor.of(Shape.of(real.length), real), Tensor.of(Shape.of(fake.length), fake));
    }

    private static double value(Tensor scalar) {
        return evaluate(scalar)[0];
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }
}
