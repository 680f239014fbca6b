package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.random.Philox;
import dev.gantry.tries.Draw;
import dev.gantry.tries.Tries;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The exact distances: on the line by sorting, elsewhere by linear programming, and the metric of both. */
final class WassersteinTest {

    private static final Offset<Double> EXACT = within(1e-9);

    @Test
    void onTheLineByHand() {
        double[] x = {4, 0, 9, 1};
        double[] y = {20, 1, 2, 3};
        // Sorted: 0 1 4 9 and 1 2 3 20.
        assertThat(Wasserstein1d.of(1, x, y)).isCloseTo((1 + 1 + 1 + 11) / 4.0, EXACT);
        assertThat(Wasserstein1d.of(2, x, y)).isCloseTo(Math.sqrt((1 + 1 + 1 + 121) / 4.0), EXACT);
    }

    @Test
    void onTheLineOfUnequalCountsAndWeightsByHand() {
        // Thirds of x to halves of y: 1/3 at 1 -> 0, 1/6 at 4 -> 0, 1/6 at 4 -> 5, 1/3 at 7 -> 5.
        assertThat(Wasserstein1d.of(1, new double[] {7, 1, 4}, new double[] {5, 0}))
                .isCloseTo((1 * 2 + 4 * 1 + 1 * 1 + 2 * 2) / 6.0, EXACT);
        // 3/4 at 0 and 1/4 at 4 against all at 1.
        double[] x = {4, 0};
        double[] p = {0.25, 0.75};
        double[] one = {1};
        assertThat(Wasserstein1d.of(1, x, p, one, one)).isCloseTo(0.75 + 0.25 * 3, EXACT);
        assertThat(Wasserstein1d.of(2, x, p, one, one)).isCloseTo(Math.sqrt(0.75 + 0.25 * 9), EXACT);
    }

    @Test
    void distinctPilesByHand() {
        double[][] costs = {{0, 1, 5}, {2, 0, 1}};
        TransportPlan plan = OptimalTransport.plan(costs, new double[] {0.5, 0.5}, new double[] {0.25, 0.5, 0.25});
        // The first gives a quarter at 0 and a quarter at 1; the second a quarter at 0 and a quarter at 1.
        assertThat(plan.cost()).isCloseTo(0.5, EXACT);
        assertThat(plan.mass()[0]).containsExactly(new double[] {0.25, 0.25, 0}, EXACT);
        assertThat(plan.mass()[1]).containsExactly(new double[] {0, 0.25, 0.25}, EXACT);
    }

    @Test
    void parallelLines() {
        // Figure 8 with 20 points of each line: W is theta, however small.
        for (double theta : new double[] {1, 0.3, 1e-6, 0}) {
            double[][] p = IntStream.range(0, 20)
                    .mapToObj(i -> new double[] {0, i / 19.0})
                    .toArray(double[][]::new);
            double[][] q = shifted(p, theta, 0);
            assertThat(OptimalTransport.wasserstein(1, p, q)).isCloseTo(theta, within(1e-12));
        }
    }

    @Test
    void aShiftIsItsLength() {
        Tries.of(50, draw -> {
            long seed = draw.anyLong();
            int order = draw.between(1, 2);
            int n = draw.between(1, 30);
            double[][] x = cloud(seed, "x", n, 2);
            assertThat(OptimalTransport.wasserstein(order, x, shifted(x, 3, -4)))
                    .isCloseTo(5, EXACT);
        });
    }

    @Test
    void theLinearProgramIsSortingOnTheLine() {
        Tries.of(1000, draw -> {
            double[][] x = weighted(draw);
            double[][] y = weighted(draw);
            int order = draw.between(1, 3);
            TransportPlan plan =
                    OptimalTransport.plan(OptimalTransport.costs(order, column(x[0]), column(y[0])), x[1], y[1]);
            assertThat(Math.pow(plan.cost(), 1.0 / order))
                    .isCloseTo(Wasserstein1d.of(order, x[0], x[1], y[0], y[1]), within(1e-6));
        });
    }

    @Test
    void aPlanHasTheMarginalsAndItsOwnCost() {
        Tries.of(1000, draw -> {
            double[][] x = weighted(draw);
            double[][] y = weighted(draw);
            double[][] costs = OptimalTransport.costs(1, column(x[0]), column(y[0]));
            TransportPlan plan = OptimalTransport.plan(costs, x[1], y[1]);
            double cost = 0;
            double[] columns = new double[y[1].length];
            for (int i = 0; i < costs.length; i++) {
                assertThat(Arrays.stream(plan.mass()[i]).min().orElseThrow()).isNotNegative();
                assertThat(Arrays.stream(plan.mass()[i]).sum()).isCloseTo(x[1][i], EXACT);
                for (int j = 0; j < columns.length; j++) {
                    columns[j] += plan.mass()[i][j];
                    cost += plan.mass()[i][j] * costs[i][j];
                }
            }
            assertThat(columns).containsExactly(y[1], EXACT);
            assertThat(plan.cost()).isCloseTo(cost, EXACT);
        });
    }

    /** Over all orders of four points. */
    @Test
    void anAssignmentIsTheBestOfAllOrders() {
        Tries.of(100, draw -> {
            long seed = draw.anyLong();
            int order = draw.between(1, 2);
            double[][] x = cloud(seed, "x", 4, 3);
            double[][] y = cloud(seed, "y", 4, 3);
            double[][] costs = OptimalTransport.costs(order, x, y);
            double best = Double.POSITIVE_INFINITY;
            for (int a = 0; a < 4; a++) {
                for (int b = 0; b < 4; b++) {
                    for (int c = 0; c < 4; c++) {
                        if (a != b && b != c && a != c) {
                            best = Math.min(best, costs[0][a] + costs[1][b] + costs[2][c] + costs[3][6 - a - b - c]);
                        }
                    }
                }
            }
            assertThat(OptimalTransport.wasserstein(order, x, y)).isCloseTo(Math.pow(best / 4, 1.0 / order), EXACT);
        });
    }

    @Test
    void itIsADistance() {
        Tries.of(100, draw -> {
            long seed = draw.anyLong();
            int order = draw.between(1, 2);
            double[][] x = cloud(seed, "x", 7, 2);
            double[][] y = cloud(seed, "y", 5, 2);
            double[][] z = cloud(seed, "z", 6, 2);
            double xy = OptimalTransport.wasserstein(order, x, y);
            assertThat(OptimalTransport.wasserstein(order, y, x)).isCloseTo(xy, EXACT);
            assertThat(OptimalTransport.wasserstein(order, x, x)).isCloseTo(0, EXACT);
            assertThat(OptimalTransport.wasserstein(order, x, z))
                    .isLessThanOrEqualTo(xy + OptimalTransport.wasserstein(order, y, z) + 1e-9);
            assertThat(xy).isGreaterThanOrEqualTo(distanceOfMeans(x, y) - 1e-9);
        });
    }

    @Test
    void onTheLineItIsADistance() {
        Tries.of(100, draw -> {
            long seed = draw.anyLong();
            int order = draw.between(1, 2);
            double[] x = Pairwise.transposed(cloud(seed, "x", 7, 1))[0];
            double[] y = Pairwise.transposed(cloud(seed, "y", 5, 1))[0];
            double[] z = Pairwise.transposed(cloud(seed, "z", 6, 1))[0];
            double xy = Wasserstein1d.of(order, x, y);
            assertThat(Wasserstein1d.of(order, y, x)).isCloseTo(xy, EXACT);
            assertThat(Wasserstein1d.of(order, x, z)).isLessThanOrEqualTo(xy + Wasserstein1d.of(order, y, z) + 1e-9);
        });
    }

    @Test
    void unitsScaleTheDistance() {
        double[][] x = cloud(1, "x", 20, 2);
        double[][] y = cloud(1, "y", 20, 2);
        double distance = OptimalTransport.wasserstein(1, x, y);
        for (double unit : new double[] {1e-9, 1e9}) {
            assertThat(OptimalTransport.wasserstein(1, times(x, unit), times(y, unit)) / unit)
                    .isCloseTo(distance, EXACT);
        }
    }

    @Test
    void twoHundredPointsWithManyEqualCosts() {
        // Points of a grid and the same grid one to the right: nothing is better than moving every point by one.
        double[][] x = IntStream.range(0, 196)
                .mapToObj(i -> new double[] {i % 14, i / 14})
                .toArray(double[][]::new);
        assertThat(OptimalTransport.wasserstein(1, x, shifted(x, 1, 0))).isCloseTo(1, EXACT);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        double[] one = {1};
        assertThatThrownBy(() -> OptimalTransport.plan(new double[][] {{1}, {2}}, one, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be a row of costs for each of 1 weights, found 2");
        assertThatThrownBy(() -> OptimalTransport.plan(new double[][] {{1, 2}}, one, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be a column of costs for each of 1 weights, found 2");
        assertThatThrownBy(() -> OptimalTransport.plan(new double[][] {{1}}, new double[] {2}, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the weights of a distribution must sum to 1, found 2.0");
        assertThatThrownBy(() -> Wasserstein1d.of(0, one, one)).hasMessage("'order' must be at least 1, found 0");
    }

    @Test
    void theMetricComparesTheFirstSamples() {
        Points data = Points.of(2, 0, 0, 1, 0, 2, 0, 3, 0);
        float[] generated = {0, 3, 1, 3, 2, 3, 3, 3, 1000, 1000};
        assertThat(new Wasserstein(1, 4).measure(data, generated, 5, 1))
                .hasEntrySatisfying("wasserstein-1", value -> assertThat(value).isCloseTo(3, EXACT));
        assertThat(new Wasserstein(2, 4).measure(data, generated, 4, 1))
                .hasEntrySatisfying("wasserstein-2", value -> assertThat(value).isCloseTo(3, EXACT));
        assertThat(new Wasserstein(1, 100).sampleCount()).isEqualTo(100);
    }

    @Test
    void theMetricSortsOnTheLine() {
        assertThat(new Wasserstein(1, 4).measure(Points.of(1, 4, 0, 9, 1), new float[] {20, 1, 2, 3}, 4, 1))
                .isEqualTo(Map.of("wasserstein-1", 3.5));
    }

    /** Points of a line, some in one place, and their weights, some of them 0. */
    private static double[][] weighted(Draw draw) {
        int count = draw.between(1, 9);
        return new double[][] {
            IntStream.of(draw.ints(count, -4, 4))
                    .mapToDouble(place -> place / 2.0)
                    .toArray(),
            Distributions.normalized(Weights.drawn(draw, count, 5))
        };
    }

    private static double[][] cloud(long seed, String stream, int count, int coordinates) {
        long key = Philox.key(seed, stream);
        return IntStream.range(0, count)
                .mapToObj(i -> IntStream.range(0, coordinates)
                        .mapToDouble(j -> Philox.normal(key, i, j))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double[][] shifted(double[][] points, double dx, double dy) {
        return Arrays.stream(points)
                .map(point -> new double[] {point[0] + dx, point[1] + dy})
                .toArray(double[][]::new);
    }

    private static double[][] times(double[][] points, double factor) {
        return Pairwise.map(points, value -> value * factor);
    }

    private static double[][] column(double[] values) {
        return DoubleStream.of(values).mapToObj(value -> new double[] {value}).toArray(double[][]::new);
    }

    private static double distanceOfMeans(double[][] x, double[][] y) {
        double[] a = FrechetDistance.mean(x);
        double[] b = FrechetDistance.mean(y);
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }
}
