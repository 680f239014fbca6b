package dev.gantry.metrics;

import dev.gantry.core.component.Require;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The exact Wasserstein distance of order k on the line,
 * {@code W_k = (integral over 0 < u < 1 of |F^-1(u) - G^-1(u)|^k du)^(1/k)} with the quantile functions of both sides: the
 * best plan moves mass in order.
 *
 * <p>Peyre and Cuturi, Computational Optimal Transport, 2019, remarks 2.28 and 2.30.
 */
public final class Wasserstein1d {

    private Wasserstein1d() {}

    /**
     * @param order k, 1 or greater
     * @param x points of equal weight, at least one, in any order
     * @param y the same; their number may be another
     */
    public static double of(int order, double[] x, double[] y) {
        if (x.length != y.length) {
            return of(order, x, Distributions.uniform(x.length), y, Distributions.uniform(y.length));
        }
        Require.positive("order", order);
        double[] a = sorted(x);
        double[] b = sorted(y);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow(Math.abs(a[i] - b[i]), order);
        }
        return Math.pow(sum / a.length, 1.0 / order);
    }

    /**
     * @param order k, 1 or greater
     * @param x points in any order
     * @param p their weights, of at least 0, that sum to 1
     * @param y points in any order
     * @param q their weights
     */
    public static double of(int order, double[] x, double[] p, double[] y, double[] q) {
        Require.positive("order", order);
        Distributions.requireSameLength(x, p);
        Distributions.requireSameLength(y, q);
        Distributions.require(p);
        Distributions.require(q);
        int[] a = order(x);
        int[] b = order(y);
        double[] weightsOfX = Distributions.normalized(p);
        double[] weightsOfY = Distributions.normalized(q);
        double sum = 0;
        int i = 0;
        int j = 0;
        double leftOfX = weightsOfX[a[0]];
        double leftOfY = weightsOfY[b[0]];
        while (true) {
            double moved = Math.min(leftOfX, leftOfY);
            sum += moved * Math.pow(Math.abs(x[a[i]] - y[b[j]]), order);
            leftOfX -= moved;
            leftOfY -= moved;
            if (leftOfX == 0) {
                if (++i == a.length) {
                    break;
                }
                leftOfX = weightsOfX[a[i]];
            } else {
                if (++j == b.length) {
                    break;
                }
                leftOfY = weightsOfY[b[j]];
            }
        }
        return Math.pow(sum, 1.0 / order);
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static int[] order(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
