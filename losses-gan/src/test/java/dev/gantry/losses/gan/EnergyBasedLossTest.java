package dev.gantry.losses.gan;

import static dev.gantry.losses.gan.Batch.scores;
import static dev.gantry.losses.gan.Batch.tfGan;
import static dev.gantry.losses.gan.Batch.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EnergyBasedLossTest {

    private final EnergyBasedLoss loss = new EnergyBasedLoss(5);

    @DisplayName("D1 EBGAN, margin 5")
    @Test
    void tfGansLogits() {
        assertThat(value(loss.critic(tfGan()))).isCloseTo(5.9, within(1e-12));
        assertThat(value(loss.generator(tfGan()))).isCloseTo(5.875, within(1e-12));
    }

    @Test
    void minusAReconstructionErrorIsThatEnergy() {
        assertThat(value(loss.critic(scores(-2, -3)))).isEqualTo(2 + (5 - 3));
        assertThat(value(loss.generator(scores(-2, -3)))).isEqualTo(3);
    }

    @Test
    void heedsNoLabelsAndNeedsAMargin() {
        assertThat(loss.usesLabels()).isFalse();
        assertThatThrownBy(() -> new EnergyBasedLoss(0)).hasMessage("'margin' must be greater than 0, found 0.0");
    }
}
