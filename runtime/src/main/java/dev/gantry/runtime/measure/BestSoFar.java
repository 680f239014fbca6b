package dev.gantry.runtime.measure;

import dev.gantry.core.metric.MetricValue.Better;
import java.util.OptionalDouble;

/** The best of a metric's values, and how many there were since. */
public final class BestSoFar {

    private final Better better;
    private OptionalDouble best = OptionalDouble.empty();
    private int since;

    public BestSoFar(Better better) {
        this.better = better;
    }

    /** Whether a value is better than all before it. */
    public boolean offer(double value) {
        if (best.isPresent() && better.order().compare(value, best.getAsDouble()) >= 0) {
            since++;
            return false;
        }
        best = OptionalDouble.of(value);
        since = 0;
        return true;
    }

    /** How many values came after the best one, and were no better. */
    public int since() {
        return since;
    }
}
