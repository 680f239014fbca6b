package dev.gantry.core.metric;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value that a {@link Metric} measures.
 *
 * @param name lower case with dashes, and slashes if need be; says what the value is without the metric's name
 * @param better which way is better; empty where neither is, as of a count that describes the measurement
 */
public record MetricValue(String name, Optional<Better> better) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+([-/][a-z0-9]+)*");

    /** Which values are better. */
    public enum Better {
        HIGHER,
        LOWER;

        /** The better value first. */
        public Comparator<Double> order() {
            return this == HIGHER ? Comparator.reverseOrder() : Comparator.naturalOrder();
        }
    }

    public MetricValue {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a metric's value has a name in lower case with dashes, found '" + name + "'");
        }
    }

    public static MetricValue higherIsBetter(String name) {
        return new MetricValue(name, Optional.of(Better.HIGHER));
    }

    public static MetricValue lowerIsBetter(String name) {
        return new MetricValue(name, Optional.of(Better.LOWER));
    }

    public static MetricValue neitherIsBetter(String name) {
        return new MetricValue(name, Optional.empty());
    }
}
