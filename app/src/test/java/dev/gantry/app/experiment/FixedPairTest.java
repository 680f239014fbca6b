package dev.gantry.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.runtime.CriticTraining;
import dev.gantry.core.runtime.TrainingRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the experiments with trained critics measure, on few points. */
final class FixedPairTest {

    private static final String SHORT = "backend.device = reference\ncritic.hidden = [8]\nsteps = 100\n"
            + "optimizer.critic.learning-rate = 0.01\n";

    /** Real points are those generated and 3 to the right. */
    private static FixedPair shift() {
        double[][] generated = FixedPair.normal(1, "points", 16, 1, 1);
        double[][] real = FixedPair.normal(1, "points", 16, 1, 1);
        for (double[] point : real) {
            point[0] += 3;
        }
        return new FixedPair("a shift", real, generated);
    }

    @Test
    void distancesAreExactInAnyDimension() {
        assertThat(shift().distance()).isCloseTo(3, within(1e-12));
        FixedPair plane = new FixedPair("plane", new double[][] {{0, 0}, {5, 5}}, new double[][] {{8, 9}, {3, 4}});
        assertThat(plane.distance()).isCloseTo(5, within(1e-9));
    }

    @Test
    void aTrainedCriticProvesNearlyTheDistanceAndNeverMore() throws InterruptedException {
        FixedPair pair = shift();
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                CriticTraining critic = pair.critic(
                        new Lab(runtime, Path.of(""), 1), SHORT + "constraints.lipschitz-penalty.lambda = 10")) {
            critic.update(100);
            assertThat(pair.lowerBound(critic)).isBetween(2.7, 3.0001);
            // On the line, minus W s + lambda (s - 1)^2 is least at slope s = 1 + W / (2 lambda).
            assertThat(FixedPair.mean(pair.slopes(critic))).isCloseTo(1.15, within(0.1));
        }
    }

    @Test
    void aSmallBoundMakesSlopesVanish() throws InterruptedException {
        FixedPair pair = shift();
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                CriticTraining critic = pair.critic(
                        new Lab(runtime, Path.of(""), 1), SHORT + "constraints.weight-clipping.bound = 0.01")) {
            critic.update(100);
            // Two layers of at most 0.01, by way of 8 units.
            assertThat(Arrays.stream(pair.slopes(critic)).max().orElseThrow())
                    .isPositive()
                    .isLessThanOrEqualTo(8 * 0.01 * 0.01 + 1e-9);
            assertThat(pair.lowerBound(critic)).isBetween(0.1, 3.0001);
        }
    }
}
