package dev.gantry.experiments;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Spearman's rank correlation: 1 where both series have the same order, -1 where one has the other's reversed. */
final class RankCorrelation {

    private RankCorrelation() {}

    /** Of two series that are equally long; equal values share the mean of their ranks. */
    static double of(double[] x, double[] y) {
        double[] ranksOfX = ranks(x);
        double[] ranksOfY = ranks(y);
        double mean = (x.length - 1) / 2.0;
        double both = 0;
        double squaresOfX = 0;
        double squaresOfY = 0;
        for (int i = 0; i < x.length; i++) {
            both += (ranksOfX[i] - mean) * (ranksOfY[i] - mean);
            squaresOfX += (ranksOfX[i] - mean) * (ranksOfX[i] - mean);
            squaresOfY += (ranksOfY[i] - mean) * (ranksOfY[i] - mean);
        }
        return both / Math.sqrt(squaresOfX * squaresOfY);
    }

    private static double[] ranks(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> {
                    long less = Arrays.stream(values)
                            .filter(value -> value < values[i])
                            .count();
                    long equal = Arrays.stream(values)
                            .filter(value -> value == values[i])
                            .count();
                    return less + (equal - 1) / 2.0;
                })
                .toArray();
    }
}
