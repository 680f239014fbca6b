package dev.gantry.losses.gan;

import static dev.gantry.losses.gan.Batch.scores;
import static dev.gantry.losses.gan.Batch.tfGan;
import static dev.gantry.losses.gan.Batch.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.losses.gan.RelativisticLoss.Base;
import dev.gantry.losses.gan.RelativisticLoss.Form;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelativisticLossTest {

    @DisplayName("D1 relativistic")
    @ParameterizedTest
    @CsvSource({
        "PAIRED,  LOGISTIC,      4.822435386859521, 4.59743538685952",
        "AVERAGE, LOGISTIC,      5.212013031706679, 4.762013031706679",
        "AVERAGE, LEAST_SQUARES, 73.093125,         71.293125",
        "AVERAGE, HINGE,         6.39375,           5.1625",
    })
    void tfGansLogits(Form form, Base base, double critic, double generator) {
        RelativisticLoss loss = new RelativisticLoss(form, base);
        assertThat(value(loss.critic(tfGan()))).isCloseTo(critic, within(1e-12));
        assertThat(value(loss.generator(tfGan()))).isCloseTo(generator, within(1e-12));
    }

    @DisplayName("U1.7 relativistic average")
    @Test
    void tfGansOtherLogits() {
        RelativisticLoss loss = new RelativisticLoss(Form.AVERAGE, Base.LOGISTIC);
        Scores scores = scores(new double[] {-2, 0.4, 12.5, 2.7}, Batch.FAKE);
        assertThat(value(loss.critic(scores))).isCloseTo(4.390114, within(1e-5));
        assertThat(value(loss.generator(scores))).isCloseTo(4.9401135, within(1e-5));
    }

    /** Real 3 and 0 against fake 1 and 0.5: differences 2 and -0.5. */
    @Test
    void pairedLeastSquaresAndHingeByHand() {
        Scores scores = scores(new double[] {3, 0}, new double[] {1, 0.5});
        RelativisticLoss squares = new RelativisticLoss(Form.PAIRED, Base.LEAST_SQUARES);
        assertThat(value(squares.critic(scores))).isCloseTo((1 + 2.25) / 2, within(1e-12));
        assertThat(value(squares.generator(scores))).isCloseTo((9 + 0.25) / 2, within(1e-12));
        RelativisticLoss hinge = new RelativisticLoss(Form.PAIRED, Base.HINGE);
        assertThat(value(hinge.critic(scores))).isCloseTo((0 + 1.5) / 2, within(1e-12));
        assertThat(value(hinge.generator(scores))).isCloseTo((3 + 0.5) / 2, within(1e-12));
    }

    @Test
    void pairsNeedAsManyRealAsFakeScores() {
        RelativisticLoss loss = new RelativisticLoss(Form.PAIRED, Base.LOGISTIC);
        Scores scores = scores(new double[] {1, 2, 3}, new double[] {1, 2});
        assertThatThrownBy(() -> loss.critic(scores)).isInstanceOf(ShapeException.class);
    }

    @Test
    void heedsNoLabels() {
        assertThat(new RelativisticLoss(Form.PAIRED, Base.LOGISTIC).usesLabels())
                .isFalse();
    }
}
