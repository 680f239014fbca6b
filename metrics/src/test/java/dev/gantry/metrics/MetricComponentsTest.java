package dev.gantry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Component;
import dev.gantry.core.data.Mixture;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.FeaturesProvider;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.tensor.Shape;
import dev.gantry.metrics.MaximumMeanDiscrepancy.Estimator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class MetricComponentsTest {

    @Test
    void everyMetricIsFoundByTheServiceLoaderAndMadeFromItsDefaults() {
        MetricComponentsTest.class.getModule().addUses(MetricProvider.class);
        Map<String, Metric> metrics = ServiceLoader.load(MetricProvider.class).stream()
                .map(found -> found.get().component())
                .collect(Collectors.toMap(Component::name, metric -> metric.from(metric.reference())));
        assertThat(metrics)
                .containsOnly(
                        Map.entry("density-coverage", new DensityCoverage(5)),
                        Map.entry("energy-distance", new EnergyDistance()),
                        Map.entry("frechet-distance", new FrechetDistance()),
                        Map.entry("inception-score", new InceptionScore(10)),
                        Map.entry("kernel-distance", new KernelDistance(100, 1000)),
                        Map.entry("mmd", new MaximumMeanDiscrepancy(Optional.empty(), Estimator.UNBIASED)),
                        Map.entry("mode-coverage", new ModeCoverage()),
                        Map.entry("ms-ssim", new MsSsim(1000)),
                        Map.entry("precision-recall", new PrecisionRecall(3)),
                        Map.entry("sliced-wasserstein", new SlicedWasserstein(128)),
                        Map.entry("wasserstein", new Wasserstein(1, 200)));
        assertThat(looksAt(metrics, Metric.Input.SAMPLES)).containsExactlyInAnyOrder("mode-coverage", "ms-ssim");
        assertThat(looksAt(metrics, Metric.Input.CLASS_SCORES)).containsExactly("inception-score");
    }

    @ParameterizedTest
    @MethodSource("declared")
    void everyMetricMeasuresWhatItDeclares(Metric metric, String declared) {
        assertThat(metric.values())
                .extracting(value -> value.name()
                        + value.better().map(better -> " " + better).orElse(""))
                .containsExactly(declared.split(", "));
        // 20 points, or images of one window.
        float[] images = new float[20 * 121];
        Samples data = switch (metric) {
            case ModeCoverage _ -> Points.of(new Mixture(List.of(List.of(0.0, 0.0)), 1));
            case MsSsim _ -> Samples.of(Shape.of(1, 11, 11), images);
            default -> Samples.of(Shape.of(2), new float[40]);
        };

        assertThat(metric.measure(data, images, 20, 1).keySet())
                .containsExactlyInAnyOrderElementsOf(
                        metric.values().stream().map(MetricValue::name).toList());
    }

    static Stream<Arguments> declared() {
        return Stream.of(
                Arguments.of(new DensityCoverage(5), "coverage HIGHER, density HIGHER"),
                Arguments.of(new EnergyDistance(), "energy-distance LOWER"),
                Arguments.of(new FrechetDistance(), "frechet-distance LOWER"),
                Arguments.of(new InceptionScore(10), "inception-score HIGHER"),
                Arguments.of(new KernelDistance(10, 10), "kernel-distance LOWER"),
                Arguments.of(new MaximumMeanDiscrepancy(Optional.empty(), Estimator.UNBIASED), "mmd-squared LOWER"),
                Arguments.of(new ModeCoverage(), "high-quality-share HIGHER, modes-covered HIGHER"),
                Arguments.of(new MsSsim(10), "ms-ssim, ms-ssim-of-data, ms-ssim-scales"),
                Arguments.of(new PrecisionRecall(3), "precision HIGHER, recall HIGHER"),
                Arguments.of(new SlicedWasserstein(8), "sliced-wasserstein LOWER"),
                Arguments.of(new Wasserstein(1, 10), "wasserstein-1 LOWER"),
                Arguments.of(new Wasserstein(2, 10), "wasserstein-2 LOWER"));
    }

    private static Stream<String> looksAt(Map<String, Metric> metrics, Metric.Input input) {
        return metrics.entrySet().stream()
                .filter(metric -> metric.getValue().input() == input)
                .map(Map.Entry::getKey);
    }

    @Test
    void everyFeatureExtractorIsFoundByTheServiceLoaderAndMadeFromItsDefaults() {
        MetricComponentsTest.class.getModule().addUses(FeaturesProvider.class);
        assertThat(ServiceLoader.load(FeaturesProvider.class).stream()
                        .map(found -> found.get().component())
                        .collect(Collectors.toMap(Component::name, features -> features.from(features.reference()))))
                .containsOnly(
                        Map.entry("pixels", new Pixels()),
                        Map.entry("random-convolution", new RandomConvolution(16, 0)));
    }

    @Test
    void otherSettingsAreBound() {
        assertThat(mmd("bandwidth = 0.5, estimator = biased"))
                .isEqualTo(new MaximumMeanDiscrepancy(Optional.of(0.5), Estimator.BIASED));
    }

    private static Metric mmd(String settings) {
        return MaximumMeanDiscrepancy.provider().component().from(ConfigFactory.parseString(settings));
    }

    @ParameterizedTest
    @MethodSource("impossibleSettings")
    void impossibleSettingsAreRefused(ThrowingCallable create, String message) {
        assertThatThrownBy(create).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    static Stream<Arguments> impossibleSettings() {
        return Stream.of(
                refused(() -> new SlicedWasserstein(0), "'projections' must be at least 1, found 0"),
                refused(() -> new Wasserstein(0, 1), "'order' must be at least 1, found 0"),
                refused(() -> new Wasserstein(1, 0), "'samples' must be at least 1, found 0"),
                refused(() -> new KernelDistance(0, 2), "'subsets' must be at least 1, found 0"),
                refused(() -> new KernelDistance(1, 1), "'subset-size' must be at least 2, found 1"),
                refused(() -> new SlicedWasserstein(20_000), "'projections' must be at most 10000, found 20000"),
                refused(() -> new Wasserstein(1, 20_000), "'samples' must be at most 10000, found 20000"),
                refused(() -> new KernelDistance(20_000, 2), "'subsets' must be at most 10000, found 20000"),
                refused(() -> new MsSsim(2_000_000), "'pairs' must be at most 1000000, found 2000000"),
                refused(() -> new RandomConvolution(2_000, 1), "'channels' must be at most 1024, found 2000"),
                // Convolutions from 3 to 1024, 2048 and 4096 maps: 9 (3 1024 + 1024 2048 + 2048 4096) weights.
                refused(
                        () -> new RandomConvolution(1024, 1).size(Shape.of(3, 64, 64)),
                        "'channels' 1024 make 94399488 weights for samples of shape [3, 64, 64], and there may be"
                                + " 67108864; use fewer"),
                refused(() -> new InceptionScore(0), "'splits' must be at least 1, found 0"),
                refused(() -> new PrecisionRecall(0), "'k' must be at least 1, found 0"),
                refused(() -> new DensityCoverage(0), "'k' must be at least 1, found 0"),
                refused(() -> new MsSsim(0), "'pairs' must be at least 1, found 0"),
                refused(
                        () -> new MaximumMeanDiscrepancy(Optional.of(0.0), Estimator.BIASED),
                        "'bandwidth' must be greater than 0, found 0.0"),
                refused(() -> new RandomConvolution(0, 1), "'channels' must be at least 1, found 0"));
    }

    private static Arguments refused(ThrowingCallable create, String message) {
        return Arguments.of(create, message);
    }
}
