package dev.gantry.metrics;

import dev.gantry.core.component.UnsuitableException;
import java.util.Arrays;

/**
 * Closed balls around some points of a set, each just reaching the point's k-th nearest neighbour in the set: an estimate of
 * where the set's distribution has weight.
 */
final class Neighbourhoods {

    /** Points whose distances to all others are in memory at once. */
    private static final int BLOCK = 2048;

    private final double[][] centres;
    private final double[] squaredRadii;

    /**
     * @param block which points of the set have balls; none where it has fewer blocks
     * @throws UnsuitableException if the set has not more than k points
     */
    Neighbourhoods(double[][] set, int k, int block) {
        if (set.length <= k) {
            throw new UnsuitableException(
                    "'k' must be less than the number of samples, " + set.length + ", found " + k);
        }
        centres =
                Arrays.copyOfRange(set, Math.min(block * BLOCK, set.length), Math.min((block + 1) * BLOCK, set.length));
        // The nearest of all is the point itself.
        squaredRadii = Arrays.stream(Pairwise.squaredDistances(centres, set))
                .parallel()
                .mapToDouble(row -> {
                    Arrays.sort(row);
                    return row[k];
                })
                .toArray();
    }

    /** How many blocks a set of so many points has. */
    static int blocks(int points) {
        return Math.ceilDiv(points, BLOCK);
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
}
