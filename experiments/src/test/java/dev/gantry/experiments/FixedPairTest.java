package dev.gantry.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.runtime.CriticTraining;
import dev.gantry.runtime.TrainingRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the experiments with trained critics measure, on few points. */
final class FixedPairTest {

    /** The critic is a line. */
    private static final String LINE = """
            backend.device = reference
            critic.hidden = []
            steps = 200
            optimizer.critic.learning-rate = 0.05
            """;

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

    /** The best line of a shift by W has slope s that makes {@code -W s + lambda (s - 1)^2} least: 1 + W / (2 lambda). */
    @Test
    void aPenalizedLineProvesTheLengthOfAShift() throws InterruptedException {
        train("constraints.lipschitz-penalty.lambda = 10", 1.15);
    }

    @Test
    void aClippedLineProvesItWithASlopeThatVanishes() throws InterruptedException {
        train("constraints.weight-clipping.bound = 0.01", 0.01);
    }

    private static void train(String constraint, double slope) throws InterruptedException {
        FixedPair pair = shift();
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                CriticTraining critic = pair.critic(new Lab(runtime, Path.of(""), 1), LINE + constraint)) {
            double estimate = FixedPair.estimateAfter(critic, 200);

            assertThat(estimate).isCloseTo(3 * slope, within(0.1 * slope));
            double[] expected = new double[16];
            Arrays.fill(expected, slope);
            assertThat(pair.slopes(critic)).containsExactly(expected, within(0.03 * slope));
            assertThat(pair.lowerBound(critic)).isCloseTo(3, within(1e-3));
        }
    }
}
