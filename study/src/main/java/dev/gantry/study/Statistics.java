package dev.gantry.study;

import dev.gantry.runtime.run.StudentT;
import java.util.List;
import java.util.Locale;

/**
 * Of numbers, at least one.
 *
 * @param spread the standard deviation, with {@code count - 1} in the denominator; NaN of a single number
 */
record Statistics(int count, double mean, double spread, double least, double most) {

    static Statistics of(List<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return new Statistics(
                values.size(),
                mean,
                Math.sqrt(squares / (values.size() - 1)),
                values.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                values.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }

    /** How far the ends of the mean's 95% confidence interval are from it, by Student's t; NaN of a single number. */
    double margin() {
        return count == 1 ? Double.NaN : StudentT.bound(0.95, count - 1) * spread / Math.sqrt(count);
    }

    /**
     * Whether the means differ by more than two standard errors of their difference (Welch); never where a spread is not
     * known.
     */
    boolean differsFrom(Statistics other) {
        double error = Math.sqrt(spread * spread / count + other.spread * other.spread / other.count);
        return Math.abs(mean - other.mean) > 2 * error;
    }

    /** A number in four digits; empty for NaN. */
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
