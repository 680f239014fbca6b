package dev.gantry.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A penalty on a critic's gradient, differentiated in the critic's parameters. */
class CriticGradientsTest {

    private static final Offset<Double> TOLERANCE = within(1e-9);

    @DisplayName("D2 gp, lp, r1 and r2, each with its gradients in W, b, v and c")
    @ParameterizedTest
    @EnumSource
    void valueAndParameterGradientsOfEachPenalty(CriticFixture fixture) {
        fixture.tensors()
                .forEach((name, tensor) -> assertThat(evaluate(tensor))
                        .as(name)
                        .containsExactly(fixture.expected().get(name), TOLERANCE));
    }

    @DisplayName("D2 D(xr) and D(xf)")
    @Test
    void scores() {
        assertThat(evaluate(CriticFixture.realScores()))
                .containsExactly(new double[] {0.217482914, -0.4567472203, 1.9086338698}, TOLERANCE);
        assertThat(evaluate(CriticFixture.fakeScores()))
                .containsExactly(new double[] {0.3958487964, 1.7430574771, 0.130227306}, TOLERANCE);
    }

    @DisplayName("D2 gradients at xhat, and their norms")
    @Test
    void gradientAndItsNormPerSample() {
        Tensor gradient = CriticFixture.gradient(CriticFixture.interpolated());
        assertThat(evaluate(gradient))
                .containsExactly(
                        new double[] {
                            0.24271555225878,
                            -1.41213483564395,
                            0.23207966389810,
                            -1.36525084694950,
                            0.09362673360882,
                            -0.62827587884253
                        },
                        within(1e-13));
        assertThat(evaluate(CriticFixture.norms(gradient)))
                .containsExactly(new double[] {1.4328418033, 1.3848360356, 0.6352137791}, TOLERANCE);
    }

    /** The second derivative of its activation is 0 wherever it has one. */
    @DisplayName("D2 with an activation of straight pieces the gradient in b is exactly 0")
    @Test
    void gradientInTheBiasOfAPiecewiseLinearCritic() {
        assertThat(evaluate(CriticFixture.biasGradientOfAPiecewiseLinearCritic()))
                .containsExactly(new double[3], within(0.0));
    }

    @DisplayName("D2 batch, which is another penalty")
    @Test
    void normOfTheWholeBatchIsAnotherPenalty() {
        List<double[]> values = ReferenceBackend.evaluate(
                List.of(CriticFixture.penaltyOfTheBatchNorm(), CriticFixture.WGAN_GP.penalty()),
                CriticFixture.variables());
        assertThat(values.getFirst()).containsExactly(new double[] {1.191336122875}, TOLERANCE);
        assertThat(values.getLast()[0]).isNotCloseTo(1.191336122875, within(1.0));
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, CriticFixture.variables());
    }
}
