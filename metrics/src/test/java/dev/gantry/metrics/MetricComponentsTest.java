package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.Metric;
import dev.gantry.core.spi.MetricProvider;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class MetricComponentsTest {

    @Test
    void everyMetricIsFoundByTheServiceLoaderAndMadeFromItsDefaults() {
        MetricComponentsTest.class.getModule().addUses(MetricProvider.class);
        Map<String, Metric> metrics = ServiceLoader.load(MetricProvider.class).stream()
                .map(found -> found.get().component())
                .collect(Collectors.toMap(
                        Component::name, metric -> metric.create().apply(metric.reference())));
        assertThat(metrics)
                .containsOnly(
                        Map.entry("mode-coverage", new ModeCoverage()),
                        Map.entry("sliced-wasserstein", new SlicedWasserstein(128)));
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new SlicedWasserstein(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'projections' must be at least 1, found 0");
    }
}
