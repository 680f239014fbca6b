package dev.gantry.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formulas that other frameworks test and Gantry has no component for, written in tensors as a user would. */
class PublishedFormulasTest {

    /** TF-GAN: an adversarial loss scaled to a share of the main loss's gradient norm. */
    @Test
    @DisplayName("U1.10 combined losses, by a factor and by the ratio of gradient norms")
    void combinedLosses() {
        Tensor v = Tensor.variable("v", Shape.SCALAR);
        Tensor main = v.mul(2);
        Tensor adversarial = v.mul(3);
        Map<String, double[]> at = Map.of("v", new double[] {1});

        assertThat(ReferenceBackend.evaluate(main.add(adversarial.mul(2)), at)).containsExactly(8);

        double ratio = 0.5;
        Tensor norms = norm(Gradients.of(main, v))
                .div(norm(Gradients.of(adversarial, v)).mul(ratio).add(1e-6));
        assertThat(ReferenceBackend.evaluate(main.add(adversarial.mul(norms)), at))
                .containsExactly(new double[] {5.99999733}, within(1e-8));
    }

    /** The largest element taken out first keeps squares from overflowing. */
    @ParameterizedTest
    @DisplayName("U1.10 global norm of huge gradients")
    @ValueSource(doubles = {1e19, 1e200})
    void stableNorm(double huge) {
        Tensor gradients = Tensor.concat(0, List.of(Tensor.ones(Shape.of(4)), Tensor.fill(Shape.of(16), huge)));
        Tensor peak = gradients.abs().maximum();
        Tensor norm = gradients.div(peak).square().sum().sqrt().mul(peak);
        assertThat(ReferenceBackend.evaluate(norm, Map.of())[0] / huge).isCloseTo(4, within(1e-12));
        // A float's square is infinite at the former, a double's at the latter.
        double squared = ReferenceBackend.evaluate(gradients.square().sum(), Map.of())[0];
        assertThat((float) squared).isInfinite();
    }

    @Test
    @DisplayName("U1.11 cycle consistency")
    void cycleConsistency() {
        assertThat(ReferenceBackend.evaluate(
                        cycle(
                                Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6),
                                Tensor.of(Shape.of(2, 3), 7, 8, 9, 10, 11, 12),
                                Tensor.of(Shape.of(1, 2), 1, 9),
                                Tensor.of(Shape.of(1, 2), -2, 3)),
                        Map.of()))
                .containsExactly(new double[] {5.25}, within(1e-12));
        assertThat(ReferenceBackend.evaluate(
                        cycle(
                                Tensor.of(Shape.of(1, 2), 1, 2),
                                Tensor.of(Shape.of(1, 2), 9, 8),
                                Tensor.of(Shape.of(1, 2), 5, 6),
                                Tensor.of(Shape.of(1, 2), 7, 2)),
                        Map.of()))
                .containsExactly(new double[] {5.0}, within(1e-12));
    }

    @Test
    @DisplayName("U3.6 pixelwise losses")
    void pixelwiseLosses() {
        Tensor prediction = Tensor.ones(Shape.of(1, 1, 32, 32)).pad(2, 16, 16).pad(3, 16, 16);
        Tensor difference = prediction.sub(prediction.mul(2));
        assertThat(ReferenceBackend.evaluate(difference.abs().mean(), Map.of())).containsExactly(0.25);
        assertThat(ReferenceBackend.evaluate(difference.square().mean(), Map.of()))
                .containsExactly(0.25);
        assertThat(ReferenceBackend.evaluate(difference.abs().sum().mul(0.5), Map.of()))
                .containsExactly(512);
        assertThat(ReferenceBackend.evaluate(difference.square().mean().mul(0.5), Map.of()))
                .containsExactly(0.125);
    }

    private static Tensor norm(Tensor gradient) {
        return gradient.square().sum().sqrt();
    }

    /** The mean of both directions' mean absolute reconstruction errors. */
    private static Tensor cycle(Tensor x, Tensor xAgain, Tensor y, Tensor yAgain) {
        return xAgain.sub(x).abs().mean().add(yAgain.sub(y).abs().mean()).mul(0.5);
    }
}
