package dev.gantry.core.spi;

/** Offers one of the metrics that recipes can name. */
@FunctionalInterface
public interface MetricProvider extends Provider<Metric> {}
