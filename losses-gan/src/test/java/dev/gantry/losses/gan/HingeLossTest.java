package dev.gantry.losses.gan;

import static dev.gantry.losses.gan.Batch.scores;
import static dev.gantry.losses.gan.Batch.tfGan;
import static dev.gantry.losses.gan.Batch.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HingeLossTest {

    private final HingeLoss loss = new HingeLoss();

    @DisplayName("U1.5, D1 hinge")
    @Test
    void tfGansLogits() {
        assertThat(value(loss.critic(tfGan()))).isCloseTo(6.75, within(1e-12));
        assertThat(value(loss.generator(tfGan()))).isCloseTo(-3.125, within(1e-12));
    }

    /** The generator's loss is doubled there. */
    @DisplayName("U3.4 hinge")
    @Test
    void eachTermInMmGeneration() {
        assertThat(2 * value(loss.generator(scores(0, 2)))).isEqualTo(-4);
        assertThat(value(loss.critic(scores(2, -1)))).isZero();
        assertThat(value(loss.critic(scores(1, 2)))).isEqualTo(3);
    }

    @DisplayName("U4 hinge")
    @Test
    void allLogitsOne() {
        double[] ones = {1, 1, 1, 1};
        assertThat(value(loss.generator(scores(ones, ones)))).isEqualTo(-1);
        assertThat(value(loss.critic(scores(ones, ones)))).isEqualTo(2);
    }

    @Test
    void heedsNoLabels() {
        assertThat(loss.usesLabels()).isFalse();
    }
}
