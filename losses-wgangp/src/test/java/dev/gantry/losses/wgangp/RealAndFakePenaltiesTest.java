package dev.gantry.losses.wgangp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Penalties at real or at generated samples alone: R1, R2 and drift. */
class RealAndFakePenaltiesTest {

    private final SmallCritic critic = new SmallCritic();

    /** With lambda 1, which has a half of its own. */
    @DisplayName("D2 r1")
    @Test
    void r1() {
        assertThat(critic.penalty(new R1Penalty(1))).isCloseTo(0.470456679062, within(1e-11));
        assertThat(critic.penalty(new R1Penalty(10))).isCloseTo(4.70456679062, within(1e-10));
        critic.confirmGradients(
                new R1Penalty(1),
                new double[] {
                    -0.118561195792, -0.823427526780, -0.255917668922, 0.286150819932, 0.021415932272, -0.573617502182
                },
                new double[] {-0.091156946164, -0.422031486825, -0.015425122374},
                new double[] {0.344854204234, -0.550643966773, -0.227595389597});
    }

    @DisplayName("D2 r2")
    @Test
    void r2() {
        assertThat(critic.penalty(new R2Penalty(1))).isCloseTo(0.509063474147, within(1e-11));
        critic.confirmGradients(
                new R2Penalty(1),
                new double[] {
                    -0.256136406836, -1.043192565414, -0.446602845778, 0.516694716183, -0.036719135942, -0.630436031219
                },
                new double[] {-0.080587858424, 0.155843915351, -0.007389545176},
                new double[] {0.350831346379, -0.606126283463, -0.218573728856});
    }

    @DisplayName("D1 drift")
    @Test
    void drift() {
        assertThat(ofScores(new DriftPenalty(0.001), -5, 1.4, 12.5, 2.7)).isCloseTo(0.047625, within(1e-12));
    }

    private static double ofScores(LipschitzConstraint constraint, double... scores) {
        Tensor real = Tensor.of(Shape.of(scores.length, 1), scores);
        GivenStep step = new GivenStep(
                real,
                real.neg(),
                Map.of(),
                samples -> samples.reshape(samples.shape().size(0)));
        return ReferenceBackend.evaluate(constraint.penalty(step).orElseThrow(), Map.of())[0];
    }

    @Test
    void rules() {
        assertThatThrownBy(() -> new R1Penalty(-1)).hasMessage("'lambda' must be at least 0, found -1.0");
        assertThatThrownBy(() -> new R2Penalty(-1)).hasMessage("'lambda' must be at least 0, found -1.0");
        assertThatThrownBy(() -> new DriftPenalty(-1)).hasMessage("'epsilon' must be at least 0, found -1.0");
    }
}
