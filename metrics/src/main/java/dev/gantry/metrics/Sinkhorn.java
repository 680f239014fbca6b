package dev.gantry.metrics;

import dev.gantry.core.component.Require;
import java.util.Arrays;

/**
 * Entropic optimal transport: minimizes {@code sum_ij P_ij C_ij + epsilon KL(P || p q^T)} over plans with rows that sum to p
 * and columns that sum to q. As epsilon falls to 0, the plan becomes an optimal one.
 *
 * <p>Cuturi, Sinkhorn Distances, 2013; the iterations are those in the logarithmic domain of Peyre and Cuturi, Computational
 * Optimal Transport, 2019, section 4.4, which neither overflow nor underflow however small epsilon is.
 *
 * @param epsilon the weight of the entropy, in the units of the costs, greater than 0
 * @param tolerance convergence: the rows of the plan are together off p by no more than this,
 *     {@code sum_i |sum_j P_ij - p_i|}; its columns sum to q
 * @param maxIterations after how many iterations to give up
 */
public record Sinkhorn(double epsilon, double tolerance, int maxIterations) {

    public Sinkhorn {
        Require.positive("epsilon", epsilon);
        Require.positive("tolerance", tolerance);
        Require.positive("max-iterations", maxIterations);
    }

    /**
     * What the iterations end with.
     *
     * @param plan its cost is that without the entropy: never below the exact one, but for what {@code marginalError} allows
     * @param entropicCost {@code plan.cost() + epsilon KL(P || p q^T)}
     * @param marginalError {@code sum_i |sum_j P_ij - p_i|}
     * @param converged whether the error came down to the tolerance
     */
    public record Solution(
            TransportPlan plan, double entropicCost, double marginalError, int iterations, boolean converged) {}

    /**
     * @param costs C, {@code [n][m]}
     * @param p n weights of at least 0 that sum to 1
     * @param q m weights of at least 0 that sum to 1
     */
    public Solution solve(double[][] costs, double[] p, double[] q) {
        OptimalTransport.requireCosts(costs, p, q);
        double[][] transposed = Pairwise.transposed(costs);
        double[] rows = Distributions.normalized(p);
        double[] columns = Distributions.normalized(q);
        double[] f;
        double[] g;
        double[] next = new double[rows.length];
        double error;
        int iterations = 0;
        do {
            f = next;
            g = potentials(transposed, rows, f);
            next = potentials(costs, columns, g);
            error = marginalError(rows, f, next);
            iterations++;
        } while (error > tolerance && iterations < maxIterations);
        double[][] mass = new double[rows.length][columns.length];
        double entropy = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                double logRatio = (f[i] + g[j] - costs[i][j]) / epsilon;
                mass[i][j] = Math.exp(logRatio + Math.log(rows[i]) + Math.log(columns[j]));
                entropy += mass[i][j] == 0 ? 0 : mass[i][j] * logRatio;
            }
        }
        TransportPlan plan = TransportPlan.of(mass, costs);
        return new Solution(plan, plan.cost() + epsilon * entropy, error, iterations, error <= tolerance);
    }

    /** The potentials that make the plan's sums right on their side: {@code -epsilon log sum_j w_j exp((g_j - C_ij) / epsilon)}. */
    private double[] potentials(double[][] costs, double[] weights, double[] others) {
        double[] potentials = new double[costs.length];
        double[] exponents = new double[weights.length];
        for (int i = 0; i < costs.length; i++) {
            for (int j = 0; j < weights.length; j++) {
                exponents[j] = (others[j] - costs[i][j]) / epsilon + Math.log(weights[j]);
            }
            potentials[i] = -epsilon * logSumExp(exponents);
        }
        return potentials;
    }

    /** Row i of the plan sums to {@code p_i exp((f_i - next_i) / epsilon)}, where next is what would make it p_i. */
    private double marginalError(double[] p, double[] f, double[] next) {
        double error = 0;
        for (int i = 0; i < p.length; i++) {
            error += p[i] == 0 ? 0 : p[i] * Math.abs(Math.expm1((f[i] - next[i]) / epsilon));
        }
        return error;
    }

    private static double logSumExp(double[] values) {
        double max = Arrays.stream(values).max().orElseThrow();
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value - max);
        }
        return max + Math.log(sum);
    }
}
