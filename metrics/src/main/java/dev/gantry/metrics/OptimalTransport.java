package dev.gantry.metrics;

import dev.gantry.core.component.Require;
import java.util.Arrays;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.linear.LinearSolver;
import org.ojalgo.structure.Mutate1D;

/**
 * Exact optimal transport between discrete distributions: Kantorovich's linear program, minimize
 * {@code sum_ij P_ij C_ij} over {@code P >= 0} with rows that sum to p and columns that sum to q.
 *
 * <p>Peyre and Cuturi, Computational Optimal Transport, 2019, equation 2.11; Weng, From GAN to WGAN, section 6.1.
 *
 * <p>The program is solved by ojAlgo's dual simplex. Two sets of 200 points, of equal weights or not, take it a second or
 * less, and up to four where a set has collapsed; 500 take about seven. Memory is that of a few matrices {@code [n][m]}. An
 * assignment solver, JGraphT's Kuhn-Munkres, takes longer from 500 points on, and does not take weights. For more points, see
 * {@link Sinkhorn} and {@link SlicedWasserstein}; for the line, {@link Wasserstein1d}.
 */
public final class OptimalTransport {

    private static final double LARGEST_COST = 1e6;

    private OptimalTransport() {}

    /**
     * The best plan.
     *
     * @param costs C, {@code [n][m]}: what it costs to move a unit from i to j
     * @param p n weights of at least 0 that sum to 1
     * @param q m weights of at least 0 that sum to 1
     */
    public static TransportPlan plan(double[][] costs, double[] p, double[] q) {
        requireCosts(costs, p, q);
        int n = p.length;
        int m = q.length;
        // The solver's tolerances are absolute: against costs of a million they are those of rounding.
        double largest = Arrays.stream(costs)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        double scale = largest == 0 ? 1 : LARGEST_COST / largest;
        double[] objective = Arrays.stream(costs)
                .flatMapToDouble(Arrays::stream)
                .map(cost -> cost * scale)
                .toArray();
        LinearSolver.Builder program = LinearSolver.newBuilder(objective);
        double[] rows = Distributions.normalized(p);
        double[] columns = Distributions.normalized(q);
        for (int i = 0; i < n; i++) {
            Mutate1D row = program.equality(rows[i]);
            for (int j = 0; j < m; j++) {
                row.set(i * m + j, 1);
            }
        }
        for (int j = 0; j < m; j++) {
            Mutate1D column = program.equality(columns[j]);
            for (int i = 0; i < n; i++) {
                column.set(i * m + j, 1);
            }
        }
        Optimisation.Options options = new Optimisation.Options();
        // The primal simplex takes a minute where the dual takes a second.
        options.linear().dual();
        Optimisation.Result result = program.build(options).solve();
        if (!result.getState().isOptimal()) {
            throw new IllegalStateException("the transport program ended as " + result.getState());
        }
        double[][] mass = new double[n][m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                mass[i][j] = Math.max(result.doubleValue(i * m + j), 0);
            }
        }
        return TransportPlan.of(mass, costs);
    }

    /**
     * The Wasserstein distance of order k, {@code W_k = (min_P sum_ij P_ij |x_i - y_j|^k)^(1/k)}, between two sets of points
     * of equal weight.
     *
     * @param order k, 1 or greater
     * @param x points, one to a row
     * @param y points of as many coordinates; their number may be another
     */
    public static double wasserstein(int order, double[][] x, double[][] y) {
        double[][] costs = costs(order, x, y);
        double cost = plan(costs, Distributions.uniform(x.length), Distributions.uniform(y.length))
                .cost();
        return Math.pow(cost, 1.0 / order);
    }

    /** {@code C_ij = |x_i - y_j|^order} with Euclidean distances. */
    public static double[][] costs(int order, double[][] x, double[][] y) {
        Require.positive("order", order);
        return Pairwise.map(Pairwise.squaredDistances(x, y), square -> Math.pow(square, order / 2.0));
    }

    static void requireCosts(double[][] costs, double[] p, double[] q) {
        Distributions.require(p);
        Distributions.require(q);
        if (costs.length != p.length) {
            throw new IllegalArgumentException(
                    "there must be a row of costs for each of " + p.length + " weights, found " + costs.length);
        }
        for (double[] row : costs) {
            if (row.length != q.length) {
                throw new IllegalArgumentException(
                        "there must be a column of costs for each of " + q.length + " weights, found " + row.length);
            }
        }
    }
}
