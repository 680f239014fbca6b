package dev.gantry.metrics;

import dev.gantry.core.component.UnsuitableException;
import java.util.Arrays;

/**
 * Closed balls around the points of a set, each just reaching the point's k-th nearest neighbour in the set: an estimate of
 * where the set's distribution has weight.
 */
final class Neighbourhoods {

    private final double[][] centres;
    private final double[] squaredRadii;

    /** @throws UnsuitableException if there are not more than k points */
    Neighbourhoods(double[][] centres, int k) {
        if (centres.length <= k) {
            throw new UnsuitableException(
                    "'k' must be less than the number of samples, " + centres.length + ", found " + k);
        }
        this.centres = centres;
        // The nearest of all is the point itself.
        squaredRadii = Arrays.stream(Pairwise.squaredDistances(centres, centres))
                .parallel()
                .mapToDouble(row -> {
                    Arrays.sort(row);
                    return row[k];
                })
                .toArray();
    }

    /** Whether ball i holds point j. */
    boolean[][] hold(double[][] points) {
        double[][] squares = Pairwise.squaredDistances(centres, points);
        boolean[][] held = new boolean[centres.length][points.length];
        for (int i = 0; i < centres.length; i++) {
            for (int j = 0; j < points.length; j++) {
                held[i][j] = squares[i][j] <= squaredRadii[i];
            }
        }
        return held;
    }

    /** The share of the points that lie in any of the balls. */
    double shareHeld(double[][] points) {
        boolean[] held = new boolean[points.length];
        for (boolean[] row : hold(points)) {
            for (int j = 0; j < held.length; j++) {
                held[j] |= row[j];
            }
        }
        return share(held);
    }

    static double share(boolean[] values) {
        int count = 0;
        for (boolean value : values) {
            count += value ? 1 : 0;
        }
        return (double) count / values.length;
    }
}
