import dev.gantry.core.spi.MetricProvider;
import dev.gantry.metrics.ModeCoverage;
import dev.gantry.metrics.SlicedWasserstein;

/** Measures of sample quality. */
module dev.gantry.metrics {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.metrics;

    provides MetricProvider with
            ModeCoverage,
            SlicedWasserstein;
}
