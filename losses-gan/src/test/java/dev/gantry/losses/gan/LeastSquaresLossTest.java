package dev.gantry.losses.gan;

import static dev.gantry.losses.gan.Batch.scores;
import static dev.gantry.losses.gan.Batch.tfGan;
import static dev.gantry.losses.gan.Batch.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LeastSquaresLossTest {

    private final LeastSquaresLoss half = new LeastSquaresLoss(0.5);
    private final LeastSquaresLoss whole = new LeastSquaresLoss(1);

    @DisplayName("U1.1, D1 least squares with 1/2")
    @Test
    void withHalf() {
        assertThat(value(half.critic(tfGan()))).isCloseTo(41.73375, within(1e-12));
        assertThat(value(half.generator(tfGan()))).isCloseTo(17.69625, within(1e-12));
    }

    @DisplayName("D1 least squares without 1/2")
    @Test
    void withoutHalf() {
        assertThat(value(whole.critic(tfGan()))).isCloseTo(83.4675, within(1e-12));
        assertThat(value(whole.generator(tfGan()))).isCloseTo(35.3925, within(1e-12));
    }

    /** The generator's loss is doubled there, and may be asked for with the target of fake. */
    @DisplayName("U3.2 lsgan")
    @Test
    void eachTermInMmGeneration() {
        assertThat(2 * value(whole.generator(scores(0, 2)))).isEqualTo(2);
        assertThat(2 * value(whole.critic(scores(1, 2)))).isEqualTo(8);
        assertThat(value(whole.critic(scores(2, 0)))).isEqualTo(1);
        assertThat(value(whole.critic(scores(1, 2)))).isEqualTo(4);
    }

    @Test
    void targetsAreTheLabels() {
        assertThat(half.usesLabels()).isTrue();
        assertThat(value(half.critic(scores(3, 2).withLabels(Tensor.scalar(0.9), Tensor.scalar(0.2)))))
                .isCloseTo(0.5 * 2.1 * 2.1 + 0.5 * 1.8 * 1.8, within(1e-12));
    }

    @Test
    void factorIsPositive() {
        assertThatThrownBy(() -> new LeastSquaresLoss(0)).hasMessage("'factor' must be greater than 0, found 0.0");
    }
}
