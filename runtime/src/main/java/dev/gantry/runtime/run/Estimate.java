package dev.gantry.runtime.run;

import com.typesafe.config.ConfigObject;
import dev.gantry.core.metric.MetricValue.Better;
import java.util.List;
import java.util.Optional;

/**
 * A value of a metric over repeated draws of generated samples, which are compared with the same real ones each time.
 *
 * @param metric the metric's name
 * @param name what the metric calls the value
 * @param better which values are better; empty where neither are
 * @param features the settings of what the metric looked at, with {@code type}; empty for the samples themselves
 * @param samples how many generated samples the metric was given in each draw
 * @param caution what a reader of the value is to know beside it, such as that the samples were too few
 * @param values one for each draw, two at least
 */
public record Estimate(
        String metric,
        String name,
        Optional<Better> better,
        Optional<ConfigObject> features,
        int samples,
        Optional<String> caution,
        List<Double> values) {

    private static final double CONFIDENCE = 0.95;

    public Estimate {
        values = List.copyOf(values);
    }

    public double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /**
     * How far the ends of the 95% confidence interval are from the mean: {@code t s / sqrt(n)} with the standard deviation s of n
     * values, divisor n - 1, and Student's t for n - 1 degrees of freedom. It tells of the generator's draws alone.
     */
    public double margin() {
        int n = values.size();
        double mean = mean();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return StudentT.bound(CONFIDENCE, n - 1) * Math.sqrt(squares / (n - 1) / n);
    }

    /** The lower end of the 95% confidence interval. */
    public double low() {
        return mean() - margin();
    }

    /** The upper end of the 95% confidence interval. */
    public double high() {
        return mean() + margin();
    }
}
