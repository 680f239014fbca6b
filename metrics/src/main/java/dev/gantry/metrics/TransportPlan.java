package dev.gantry.metrics;

/**
 * How one distribution is turned into another: {@code mass[i][j]} goes from i to j. Rows sum to the first distribution,
 * columns to the second.
 *
 * @param cost {@code sum_ij mass_ij cost_ij}
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix of doubles, which callers read whole
public record TransportPlan(double[][] mass, double cost) {

    static TransportPlan of(double[][] mass, double[][] costs) {
        double cost = 0;
        for (int i = 0; i < mass.length; i++) {
            for (int j = 0; j < mass[i].length; j++) {
                cost += mass[i][j] * costs[i][j];
            }
        }
        return new TransportPlan(mass, cost);
    }
}
