package dev.gantry.metrics;

import java.util.Arrays;

/** The rules for weights of discrete distributions. */
final class Distributions {

    /** How far from 1 the sum of a distribution may be: that of probabilities in single precision is off by less. */
    private static final double TOLERANCE = 1e-6;

    private Distributions() {}

    /** Refuses what is not a pair of distributions over the same outcomes. */
    static void requirePair(double[] p, double[] q) {
        requireSameLength(p, q);
        require(p);
        require(q);
    }

    static void requireSameLength(double[] p, double[] q) {
        if (p.length != q.length) {
            throw new IllegalArgumentException(
                    "both distributions must have the same length, found " + p.length + " and " + q.length);
        }
    }

    /** Refuses what is not a distribution. */
    static void require(double[] p) {
        requireWeights(p);
        double sum = Arrays.stream(p).sum();
        if (!(Math.abs(sum - 1) <= TOLERANCE)) {
            throw new IllegalArgumentException("the weights of a distribution must sum to 1, found " + sum);
        }
    }

    static void requireWeights(double[] p) {
        for (int i = 0; i < p.length; i++) {
            if (!(p[i] >= 0 && Double.isFinite(p[i]))) {
                throw new IllegalArgumentException("weights must be finite and at least 0, found " + p[i] + " at " + i);
            }
        }
    }

    /** The weights divided by their sum, which removes what {@link #require} tolerates. */
    static double[] normalized(double[] p) {
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(weight -> weight / sum).toArray();
    }

    static double[] uniform(int count) {
        double[] p = new double[count];
        Arrays.fill(p, 1.0 / count);
        return p;
    }
}
