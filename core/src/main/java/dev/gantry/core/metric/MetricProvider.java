package dev.gantry.core.metric;

import dev.gantry.core.component.Provider;

/** Offers one of the metrics that recipes can name. */
@FunctionalInterface
public interface MetricProvider extends Provider<Metric> {}
