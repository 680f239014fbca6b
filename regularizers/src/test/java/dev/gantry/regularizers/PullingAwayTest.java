package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PullingAwayTest {

    @Test
    @DisplayName("D3 EBGAN pulling-away, as in the paper")
    void d3PullingAway() {
        Tensor fake = Tensor.of(Shape.of(3, 2), 1, 2, 2, -1, .5, .5);
        assertThat(ReferenceBackend.evaluate(penalty(1, fake), Map.of())[0]).isCloseTo(0.3333333333, within(1e-10));
        assertThat(ReferenceBackend.evaluate(penalty(0.3, fake), Map.of())[0]).isCloseTo(0.1, within(1e-10));
    }

    /** PyTorch-GAN does not square the cosines; torchgan normalizes along the batch and counts the diagonal. */
    @Test
    @DisplayName("D3 EBGAN pulling-away, as elsewhere")
    void d3IsNotWhatOthersCallPullingAway() {
        Tensor fake = Tensor.of(Shape.of(3, 2), 1, 2, 2, -1, .5, .5);
        Tensor distinct = Pairs.distinct(3);
        Tensor rows = fake.div(fake.square().sum(1).sqrt());
        Tensor cosines = rows.matmul(rows, false, true);
        assertThat(ReferenceBackend.evaluate(cosines.mul(distinct).sum().div(6), Map.of())[0])
                .isCloseTo(0.4216370213557837, within(1e-12));
        double ours = ReferenceBackend.evaluate(penalty(1, fake), Map.of())[0];
        assertThat(ours).isNotCloseTo(0.4216370213557837, within(1e-4));
        assertThat(ours).isNotCloseTo(0.33408919123204844, within(1e-4));
    }

    @Test
    void isFiniteAtZeroAndFarOut() {
        Tensor fake = Tensor.variable("fake", Shape.of(3, 2));
        Tensor penalty = penalty(3, fake);
        Tensor gradient = Gradients.of(penalty, List.of(fake)).getFirst();
        Map<String, double[]> values = Map.of("fake", new double[] {0, 0, 1e4, 0, -1e4, 0});
        // Of the three pairs, one is of opposite vectors, whose cosine is -1; an end of the scale, so flat.
        assertThat(ReferenceBackend.evaluate(penalty, values)[0]).isCloseTo(1, within(1e-12));
        assertThat(ReferenceBackend.evaluate(gradient, values)).containsExactly(new double[6], within(1e-12));
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new PullingAway("features", 0))
                .hasMessage("'weight' must be greater than 0, found 0.0");
        assertThatThrownBy(() -> penalty(1, Tensor.zeros(Shape.of(1, 2))))
                .hasMessage("compares samples, and found one alone; raise 'batch-size'");
    }

    private static Tensor penalty(double weight, Tensor fake) {
        return new PullingAway("features", weight)
                .generatorPenalty(GivenStep.of(Tensor.zeros(Shape.of(1, 2)), fake, UnaryOperator.identity()));
    }
}
