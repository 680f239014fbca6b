package dev.gantry.losses.wgangp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.losses.wgangp.LipschitzPenalty.At;
import dev.gantry.tck.CentralDifferences;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each penalty in each of its forms. */
class EveryPenaltyTest {

    private static final double EPSILON = 1e-12;

    static Stream<LipschitzConstraint> penalties() {
        return Stream.of(
                new GradientPenalty(10, 1, EPSILON),
                new LipschitzPenalty(10, At.INTERPOLATED, Noise.UNIFORM, 0.5, EPSILON),
                new LipschitzPenalty(10, At.PERTURBED, Noise.UNIFORM, 0.5, EPSILON),
                new LipschitzPenalty(10, At.PERTURBED, Noise.NORMAL, 0.5, EPSILON),
                new DraganPenalty(10, 1, Noise.UNIFORM, 0.5, true, Optional.empty(), EPSILON),
                new DraganPenalty(10, 0.5, Noise.CENTERED, 1, false, Optional.of(1.5), EPSILON),
                new DraganPenalty(10, 1, Noise.NORMAL, 0.5, false, Optional.empty(), EPSILON),
                new R1Penalty(10),
                new R2Penalty(10),
                new DriftPenalty(0.1));
    }

    @Test
    void theseAreAll() {
        EveryPenaltyTest.class.getModule().addUses(LipschitzConstraintProvider.class);
        assertThat(ServiceLoader.load(LipschitzConstraintProvider.class).stream()
                        .map(provider -> provider.get().component())
                        .map(component ->
                                component.from(component.reference()).getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(penalties()
                        .map(each -> each.getClass().getName())
                        .distinct()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("penalties")
    void derivatives(LipschitzConstraint constraint) {
        Tensor w = Tensor.variable("w", Shape.of(2, 3));
        Tensor v = Tensor.variable("v", Shape.of(3, 1));
        GivenStep step = new GivenStep(
                Tensor.variable("real", Shape.of(4, 2)),
                Tensor.variable("fake", Shape.of(4, 2)),
                drawn(constraint, 4),
                samples -> samples.matmul(w)
                        .tanh()
                        .matmul(v)
                        .mul(2)
                        .reshape(samples.shape().size(0)));
        Tensor penalty = constraint.penalty(step).orElseThrow();
        for (long seed = 1; seed <= 3; seed++) {
            CentralDifferences.confirm(penalty, seed);
        }
    }

    /** Of a critic that has the same score everywhere, whose gradient has no direction. */
    @ParameterizedTest
    @MethodSource("penalties")
    void finiteWithFiniteGradientWhereTheNormIsZero(LipschitzConstraint constraint) {
        Tensor w = Tensor.of(Shape.of(2, 1), 0, 0);
        GivenStep step = new GivenStep(
                Tensor.of(Shape.of(2, 2), 1, 2, 3, 4),
                Tensor.of(Shape.of(2, 2), 3, 5, -1, 0),
                drawn(constraint, 2),
                samples -> samples.matmul(w).reshape(samples.shape().size(0)));
        Tensor penalty = constraint.penalty(step).orElseThrow();
        assertThat(evaluate(penalty)[0]).isFinite();
        assertThat(evaluate(Gradients.of(penalty, w))).containsExactly(new double[] {0, 0}, within(0.0));
    }

    /** Samples that are all the same have no standard deviation to scale noise by. */
    @ParameterizedTest
    @MethodSource("penalties")
    void finiteWithFiniteGradientForABatchOfOneValue(LipschitzConstraint constraint) {
        Tensor real = Tensor.ones(Shape.of(2, 2));
        Tensor fake = Tensor.ones(Shape.of(2, 2));
        GivenStep step = new GivenStep(
                real, fake, drawn(constraint, 2), samples -> samples.pow(3).sum(1));
        Tensor penalty = constraint.penalty(step).orElseThrow();
        assertThat(evaluate(penalty)[0]).isFinite();
        for (Tensor gradient : Gradients.of(penalty, List.of(real, fake))) {
            assertThat(evaluate(gradient)).isNotEmpty().doesNotContain(Double.NaN);
        }
    }

    private static Map<String, Tensor> drawn(LipschitzConstraint constraint, int batch) {
        boolean ofBoth = constraint instanceof LipschitzPenalty penalty && penalty.points() == At.PERTURBED;
        int moved = ofBoth ? 2 * batch : batch;
        Shape noise = Shape.of(moved, 2);
        double[] uniform = new double[2 * moved];
        double[] normal = new double[2 * moved];
        for (int i = 0; i < 2 * moved; i++) {
            uniform[i] = 0.5 + 0.45 * Math.sin(1 + 2 * i);
            normal[i] = 1.3 * Math.cos(2 + 3 * i);
        }
        double[] alpha = new double[batch];
        for (int i = 0; i < batch; i++) {
            alpha[i] = (i + 0.5) / batch;
        }
        return Map.of(
                "alpha", Tensor.of(Shape.of(batch), alpha),
                "noise", Tensor.of(noise, uniform),
                "normal noise", Tensor.of(noise, normal));
    }

    private static double[] evaluate(Tensor tensor) {
        return ReferenceBackend.evaluate(tensor, Map.of());
    }
}
