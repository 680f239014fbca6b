package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.random.Philox;
import dev.gantry.tries.Tries;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SinkhornTest {

    /** By symmetry the plan is {@code [[a, 1/2 - a], [1/2 - a, a]]}, and its odds are {@code exp(-cost / epsilon)}. */
    @Test
    void twoPointsByHand() {
        double[][] costs = {{0, 1}, {1, 0}};
        double[] half = {0.5, 0.5};
        for (double epsilon : new double[] {0.01, 0.5, 1, 100}) {
            Sinkhorn.Solution result = new Sinkhorn(epsilon, 1e-12, 1000).solve(costs, half, half);
            double crossing = 0.5 / (1 + Math.exp(1 / epsilon));
            double staying = 0.5 - crossing;
            assertThat(result.plan().mass()[0][1]).isCloseTo(crossing, within(1e-12));
            assertThat(result.plan().cost()).isCloseTo(2 * crossing, within(1e-12));
            double divergence = KullbackLeibler.of(
                    new double[] {staying, crossing, crossing, staying}, new double[] {0.25, 0.25, 0.25, 0.25});
            assertThat(result.entropicCost()).isCloseTo(2 * crossing + epsilon * divergence, within(1e-9));
        }
    }

    @Test
    void itTendsToTheExactCostAsEpsilonFalls() {
        Tries.of(20, draw -> {
            long seed = draw.anyLong();
            double[][] costs = costs(seed, 8, 6);
            double[] p = weights(seed, "p", 8);
            double[] q = weights(seed, "q", 6);
            double exact = OptimalTransport.plan(costs, p, q).cost();
            double last = Double.POSITIVE_INFINITY;
            for (double epsilon : new double[] {1, 0.1, 0.01}) {
                Sinkhorn.Solution result = new Sinkhorn(epsilon, 1e-9, 100_000).solve(costs, p, q);
                assertThat(result.converged()).isTrue();
                assertThat(result.plan().cost()).isBetween(exact - 1e-7, last + 1e-7);
                assertThat(result.entropicCost())
                        .isGreaterThanOrEqualTo(result.plan().cost() - 1e-9);
                // The divergence of a plan from the product of its marginals is at most the entropy of either.
                assertThat(result.entropicCost()).isLessThanOrEqualTo(exact + epsilon * Math.log(6) + 1e-7);
                last = result.plan().cost();
            }
            assertThat(last).isCloseTo(exact, within(0.01 * Math.log(6) + 1e-7));
        });
    }

    @Test
    void theMarginalsAreWithinTheTolerance() {
        Tries.of(20, draw -> {
            long seed = draw.anyLong();
            double[][] costs = costs(seed, 7, 9);
            double[] p = weights(seed, "p", 7);
            double[] q = weights(seed, "q", 9);
            p[2] += p[3];
            p[3] = 0;
            Sinkhorn.Solution result = new Sinkhorn(0.05, 1e-4, 100_000).solve(costs, p, q);
            double[][] mass = result.plan().mass();
            double error = IntStream.range(0, 7)
                    .mapToDouble(i -> Math.abs(Arrays.stream(mass[i]).sum() - p[i]))
                    .sum();
            assertThat(result.marginalError()).isCloseTo(error, within(1e-12)).isLessThanOrEqualTo(1e-4);
            assertThat(IntStream.range(0, 9)
                            .mapToDouble(j -> Arrays.stream(mass)
                                    .mapToDouble(row -> row[j])
                                    .sum())
                            .toArray())
                    .containsExactly(q, within(1e-12));
        });
    }

    @Test
    void tinyEpsilonsNeitherOverflowNorUnderflow() {
        double[][] costs = {{0, 1000}, {1000, 0}};
        double[] half = {0.5, 0.5};
        Sinkhorn.Solution result = new Sinkhorn(1e-3, 1e-9, 100).solve(costs, half, half);
        assertThat(result.plan().cost()).isCloseTo(0, within(1e-9));
        assertThat(result.entropicCost()).isCloseTo(1e-3 * Math.log(2), within(1e-9));
    }

    @Test
    void placesWithoutWeightHaveNoPartInIt() {
        Sinkhorn.Solution result = new Sinkhorn(0.01, 1e-9, 100)
                .solve(new double[][] {{100, 3}, {0, 5}, {7, 2}}, new double[] {1, 0, 0}, new double[] {0.5, 0.5});
        assertThat(result.converged()).isTrue();
        assertThat(result.plan().cost()).isCloseTo(51.5, within(1e-9));
        assertThat(result.entropicCost()).isCloseTo(51.5, within(1e-9));
    }

    @Test
    void hugeEpsilonsGiveTheProductOfTheMarginals() {
        double[] p = {0.2, 0.8};
        double[] q = {0.5, 0.1, 0.4};
        double[][] mass = new Sinkhorn(1e9, 1e-12, 100)
                .solve(new double[][] {{1, 2, 3}, {4, 5, 6}}, p, q)
                .plan()
                .mass();
        assertThat(mass[0]).containsExactly(new double[] {0.1, 0.02, 0.08}, within(1e-8));
        assertThat(mass[1]).containsExactly(new double[] {0.4, 0.08, 0.32}, within(1e-8));
    }

    @Test
    void itTellsWhereItGaveUp() {
        Sinkhorn.Solution result =
                new Sinkhorn(1e-4, 1e-12, 3).solve(costs(1, 8, 8), weights(1, "p", 8), weights(1, "q", 8));
        assertThat(result.iterations()).isEqualTo(3);
        assertThat(result.converged()).isFalse();
        assertThat(result.marginalError()).isGreaterThan(1e-12);
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new Sinkhorn(0, 1e-9, 1)).hasMessage("'epsilon' must be greater than 0, found 0.0");
        assertThatThrownBy(() -> new Sinkhorn(1, 0, 1)).hasMessage("'tolerance' must be greater than 0, found 0.0");
        assertThatThrownBy(() -> new Sinkhorn(1, 1e-9, 0)).hasMessage("'max-iterations' must be at least 1, found 0");
    }

    private static double[][] costs(long seed, int rows, int columns) {
        long key = Philox.key(seed, "costs");
        return IntStream.range(0, rows)
                .mapToObj(i -> IntStream.range(0, columns)
                        .mapToDouble(j -> Philox.uniform(key, i, j))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double[] weights(long seed, String stream, int count) {
        long key = Philox.key(seed, stream);
        return Distributions.normalized(IntStream.range(0, count)
                .mapToDouble(i -> 0.1 + Philox.uniform(key, 0, i))
                .toArray());
    }
}
