package dev.gantry.priors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.Prior.Interpolation;
import dev.gantry.core.spi.PriorProvider;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Means over many draws lie within five of their standard errors. */
class PriorsTest {

    private static final int ROWS = 20_000;

    /** Streams of their own, whose numbers are those of their names. */
    private static final class Named implements Prior.Draws {

        private int times;

        @Override
        public Tensor normal(Shape shape) {
            return Tensor.normal(shape, "draw-" + times++);
        }

        @Override
        public Tensor uniform(Shape shape) {
            return Tensor.uniform(shape, "draw-" + times++);
        }
    }

    private static double[] drawn(Prior prior, int... shape) {
        Tensor latents = prior.draw(Shape.of(shape), new Named());
        assertThat(latents.shape()).isEqualTo(Shape.of(shape));
        return ReferenceBackend.evaluate(latents, Map.of());
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
    }

    private static void hasMoments(double[] values, double mean, double variance) {
        double error = 5 * Math.sqrt(variance / values.length);
        assertThat(mean(values)).isEqualTo(mean, within(error));
        // The fourth moment is at most three squared variances here.
        assertThat(variance(values)).isEqualTo(variance, within(5 * variance * Math.sqrt(2.0 / values.length)));
    }

    @Test
    void normal() {
        hasMoments(drawn(new Normal(), ROWS, 3), 0, 1);
        assertThat(new Normal().interpolation()).isEqualTo(Interpolation.SPHERICAL);
    }

    @Test
    void uniform() {
        double[] values = drawn(new Uniform(-1, 3), ROWS, 3);
        hasMoments(values, 1, 16 / 12.0);
        assertThat(Arrays.stream(values)).allMatch(value -> value >= -1 && value < 3);
        assertThat(new Uniform(-1, 3).interpolation()).isEqualTo(Interpolation.LINEAR);
    }

    @Test
    void sphere() {
        double[] values = drawn(new Sphere(), ROWS, 2, 4);
        for (int row = 0; row < ROWS; row++) {
            double[] vector = Arrays.copyOfRange(values, 8 * row, 8 * row + 8);
            assertThat(Arrays.stream(vector).map(value -> value * value).sum()).isEqualTo(8, within(1e-9));
        }
        hasMoments(values, 0, 1);
        assertThat(new Sphere().interpolation()).isEqualTo(Interpolation.SPHERICAL);
    }

    @Test
    void truncated() {
        double[] values = drawn(new Truncated(2), ROWS, 3);
        assertThat(Arrays.stream(values)).allMatch(value -> Math.abs(value) <= 2);
        assertThat(Arrays.stream(values)).as("hardly any is clipped").noneMatch(value -> Math.abs(value) == 2);
        // 1 - 2 b phi(b) / (2 Phi(b) - 1) of b = 2.
        hasMoments(values, 0, 1 - 4 * 0.0539909665 / 0.9544997361);
        // Of b = 1: phi(1) = 0.2419707245, and 0.6826894921 is within.
        hasMoments(drawn(new Truncated(1), ROWS, 3), 0, 1 - 2 * 0.2419707245 / 0.6826894921);
    }

    @Test
    void mixture() {
        double[] values = drawn(new GaussianMixture(4, 2, 0.1), ROWS, 3);
        int[] counts = new int[4];
        double[][] means = {{2, 0}, {0, 2}, {-2, 0}, {0, -2}};
        double[] around = new double[3 * ROWS];
        for (int row = 0; row < ROWS; row++) {
            double x = values[3 * row];
            double y = values[3 * row + 1];
            int component = IntStream.range(0, 4)
                    .filter(k -> Math.hypot(x - means[k][0], y - means[k][1]) < 1)
                    .findFirst()
                    .orElseThrow();
            counts[component]++;
            around[3 * row] = x - means[component][0];
            around[3 * row + 1] = y - means[component][1];
            around[3 * row + 2] = values[3 * row + 2];
        }
        hasMoments(around, 0, 0.01);
        double error = 5 * Math.sqrt(ROWS * 0.25 * 0.75);
        assertThat(Arrays.stream(counts).asDoubleStream().toArray())
                .containsExactly(new double[] {ROWS / 4.0, ROWS / 4.0, ROWS / 4.0, ROWS / 4.0}, within(error));
    }

    @Test
    void mixturesOfOneComponentOrOneNumber() {
        hasMoments(drawn(new GaussianMixture(1, 3, 1), ROWS, 1), 3, 1);
        // Half of them around 3, half around -3.
        assertThat(variance(drawn(new GaussianMixture(2, 3, 1), ROWS, 1))).isEqualTo(10, within(0.3));
    }

    static Stream<Prior> priors() {
        return Stream.of(new Normal(), new Uniform(0, 1), new Sphere(), new Truncated(1), new GaussianMixture(5, 1, 1));
    }

    /** The first vectors of more are those of fewer. */
    @ParameterizedTest
    @MethodSource("priors")
    void aVectorDoesNotDependOnOthers(Prior prior) {
        assertThat(Arrays.copyOf(drawn(prior, 9, 4), 12)).containsExactly(drawn(prior, 3, 4), within(1e-12));
    }

    @Test
    void areOffered() {
        // Whoever looks for components says so; this module only offers them.
        getClass().getModule().addUses(PriorProvider.class);

        assertThat(ServiceLoader.load(PriorProvider.class).stream()
                        .map(provider -> provider.get().component().name()))
                .containsExactlyInAnyOrder("mixture", "normal", "sphere", "truncated", "uniform");
    }

    @Test
    void rules() {
        refused(() -> new Uniform(1, 1), "'high' must be above 'low', which is 1.0, found 1.0");
        refused(() -> new Truncated(0.5), "'bound' must be between 1.0 and 10.0, found 0.5");
        refused(() -> new GaussianMixture(1_001, 1, 1), "'components' must be at most 1000, found 1001");
        refused(() -> new GaussianMixture(2, -1, 1), "'radius' must be at least 0, found -1.0");
        refused(() -> new GaussianMixture(2, 1, 0), "'stddev' must be greater than 0, found 0.0");
    }

    private static void refused(Runnable making, String message) {
        assertThatIllegalArgumentException().isThrownBy(making::run).withMessage(message);
    }
}
