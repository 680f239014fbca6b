package dev.gantry.runtime.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.DividedMetric;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.TinyGan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.Chosen;
import dev.gantry.runtime.recipe.Recipe.MeasuredMetric;
import dev.gantry.runtime.run.RunOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class MeasurementsTest {

    /** Ten times the first value, and how many samples each call was given. */
    private static final class Tenfold implements Features {

        private final List<Integer> calls = new ArrayList<>();

        @Override
        public int size(Shape sample) {
            return 1;
        }

        @Override
        public float[] of(float[] samples, int count, Shape sample) {
            calls.add(count);
            float[] features = new float[count];
            for (int i = 0; i < count; i++) {
                features[i] = 10 * samples[i * (int) sample.size()];
            }
            return features;
        }

        Chosen<Features> chosen() {
            return new Chosen<>(
                    this, ConfigFactory.parseString("type = tenfold").root());
        }
    }

    /** The means of the first values of what it is given. */
    private record Means(int sampleCount) implements Metric {

        @Override
        public Input input() {
            return Input.FEATURES;
        }

        @Override
        public List<MetricValue> values() {
            return List.of(MetricValue.neitherIsBetter("real"), MetricValue.neitherIsBetter("generated"));
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            int size = (int) data.shape().size();
            float[] real = data.draw(count, seed);
            return Map.of("real", mean(real, count, size), "generated", mean(generated, count, size));
        }

        private static double mean(float[] values, int count, int size) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += values[i * size];
            }
            return sum / count;
        }
    }

    @Test
    void metricsAreGivenFeaturesOfRealAndGeneratedSamples() {
        Tenfold features = new Tenfold();
        SequencedMap<String, MeasuredMetric> metrics = new LinkedHashMap<>();
        metrics.put("seen", new MeasuredMetric(new Means(10), Optional.of(features.chosen())));
        metrics.put("fewer", new MeasuredMetric(new Means(2), Optional.of(features.chosen())));
        metrics.put("plain", new MeasuredMetric(new Means(4), Optional.empty()));
        float[] generated = new float[20];
        for (int i = 0; i < 10; i++) {
            generated[2 * i] = i;
        }
        try (Samples numbers = new TinyGan.Numbers(10).open(1)) {
            Measurements measurements = new Measurements(metrics, numbers, Shape.of(3), OptionalInt.empty(), 1);

            for (int time = 0; time < 3; time++) {
                Map<String, Double> values = new TreeMap<>();
                measurements
                        .measure(generated(10, generated), (name, failure) -> {
                            throw new AssertionError(name, failure);
                        })
                        .forEach(value -> values.put(value.metric() + " " + value.name(), value.value()));

                // The ten numbers i / 10, ten times.
                assertThat(values.get("seen real")).isEqualTo(4.5);
                assertThat(values.get("seen generated")).isEqualTo(45);
                assertThat(values.get("fewer generated")).isEqualTo(5);
                assertThat(values.get("plain generated")).isEqualTo(1.5);
            }
        }
        // Once for the real samples, and once each time for both metrics together.
        assertThat(features.calls).containsExactly(10, 10, 10, 10);
    }

    /** The sum over parts of the sums of their samples: of each part the every third. */
    private record Thirds() implements DividedMetric {

        @Override
        public List<MetricValue> values() {
            return List.of(MetricValue.neitherIsBetter("first"), MetricValue.neitherIsBetter("all"));
        }

        @Override
        public int sampleCount() {
            return 7;
        }

        @Override
        public int parts(int count) {
            return 3;
        }

        @Override
        public double[] measurePart(Samples data, float[] generated, int count, long seed, int part) {
            double sum = 0;
            for (int i = part; i < count; i += 3) {
                sum += generated[i];
            }
            return new double[] {sum};
        }

        @Override
        public Map<String, Double> whole(List<double[]> found) {
            double all = found.stream().mapToDouble(part -> part[0]).sum();
            return Map.of("all", all, "first", found.getFirst()[0]);
        }
    }

    @Test
    void aDividedMetricIsMeasuredInItsParts() {
        SequencedMap<String, MeasuredMetric> metrics = new LinkedHashMap<>();
        metrics.put("thirds", new MeasuredMetric(new Thirds(), Optional.empty()));
        float[] generated = {1, 2, 4, 8, 16, 32, 64};
        try (Samples numbers = new TinyGan.Numbers(10).open(1)) {
            Measurements measurements = new Measurements(metrics, numbers, Shape.of(3), OptionalInt.empty(), 1);

            assertThat(measurements.parts("thirds")).isEqualTo(3);
            assertThat(measurements.measure(generated(7, generated), (name, failure) -> {
                        throw new AssertionError(name, failure);
                    }))
                    .extracting(Measurements.Value::name, Measurements.Value::value)
                    .containsExactly(tuple("first", 73.0), tuple("all", 127.0));
        }
    }

    /** Gives these, where as many are asked for. */
    private static IntFunction<float[]> generated(int count, float[] samples) {
        return asked -> {
            assertThat(asked).isEqualTo(count);
            return samples;
        };
    }

    @Test
    void aRunsValuesNameTheFeatures() throws InterruptedException {
        Tenfold features = new Tenfold();
        TinyGan gan = new TinyGan();
        gan.metrics.put("means", new Means(5));
        gan.features.put("means", features.chosen());
        List<MetricsMeasured> measured = new ArrayList<>();
        try (TrainingRuntime runtime = TinyGan.runtime()) {
            RunResult result = runtime.start(
                            runtime.plan(gan.recipe()), RunOptions.inMemory().with(event -> {
                                if (event instanceof MetricsMeasured m) {
                                    measured.add(m);
                                }
                            }))
                    .await();

            assertThat(result.failure()).isEmpty();
        }
        assertThat(measured.getLast().values()).containsKeys("real-of-tenfold", "generated-of-tenfold");
        // For the real samples, and in steps 4, 8 and 12.
        assertThat(features.calls).containsExactly(5, 5, 5, 5);
    }

    @Test
    void featuresThatCannotBeUsedAreAProblemOfTheRecipe() {
        TinyGan gan = new TinyGan();
        gan.metrics.put("means", new Means(5));
        gan.features.put(
                "means",
                new Chosen<>(
                        new Missing(),
                        ConfigFactory.parseString("type = missing").root()));
        try (TrainingRuntime runtime = TinyGan.runtime()) {
            assertThatThrownBy(() -> runtime.plan(gan.recipe()))
                    .hasMessageContaining("metrics.means.features cannot be used: model.zip: there is no such file");
        }
    }

    /** Declares {@code a} and {@code b}. */
    private record Careless(Map<String, Double> found) implements Metric {

        @Override
        public List<MetricValue> values() {
            return List.of(MetricValue.higherIsBetter("b"), MetricValue.higherIsBetter("a"));
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            return found;
        }
    }

    @Test
    void aMetricThatMeasuresOtherThanItDeclaresHasFailed() {
        assertThat(measured(Map.of("a", 1.0, "b", 2.0))).containsExactly("b 2.0", "a 1.0");
        assertThat(measured(Map.of("a", 1.0)))
                .containsExactly("careless failed: it declares the values [b, a], and measured [a]");
        assertThat(measured(Map.of("a", 1.0, "b", 2.0, "c", 3.0)))
                .containsExactly("careless failed: it declares the values [b, a], and measured [a, b, c]");
        assertThat(measured(Map.of("a", 1.0, "b", Double.NaN))).containsExactly("careless failed: NaN as b", "a 1.0");
        assertThat(measured(Map.of("a", Double.NaN, "b", Double.NaN))).containsExactly("careless failed: NaN as b, a");
    }

    /** What failed, then the values. */
    private static List<String> measured(Map<String, Double> found) {
        SequencedMap<String, MeasuredMetric> metrics = new LinkedHashMap<>();
        metrics.put("careless", new MeasuredMetric(new Careless(found), Optional.empty()));
        List<String> told = new ArrayList<>();
        try (Samples numbers = new TinyGan.Numbers(10).open(1)) {
            new Measurements(metrics, numbers, Shape.of(3), OptionalInt.of(1), 1)
                    .measure(
                            generated(1, new float[2]),
                            (name, failure) -> told.add(name + " failed: " + failure.getMessage()))
                    .forEach(value -> told.add(value.name() + " " + value.value()));
        }
        return told;
    }

    private record Missing() implements Features {

        @Override
        public int size(Shape sample) {
            throw new DataException("model.zip: there is no such file");
        }

        @Override
        public float[] of(float[] samples, int count, Shape sample) {
            throw new DataException("model.zip: there is no such file");
        }
    }
}
