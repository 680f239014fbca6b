package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Component;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackendProvider;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.RunOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a component throws later is told with its JAR, its name and the recipe's line. */
final class FailingPluginsTest {

    private static final String HERE = FailingPluginsTest.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toString();

    /** Throws it, whatever it is, where the compiler expects none. */
    private record Failing(Throwable error) implements Loss {

        @Override
        public Tensor critic(Scores scores) {
            throw FailingPluginsTest.<RuntimeException>thrown(error);
        }

        @Override
        public Tensor generator(Scores scores) {
            return scores.fake().mean();
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E thrown(Throwable error) throws E {
        throw (E) error;
    }

    /** Ten samples, each of two times the value that its index has. */
    private record Source(LongFunction<Float> values) implements DataSource {

        @Override
        public Samples open(long seed) {
            assertThat(values.apply(-1)).isNotNull();
            return new Samples() {
                @Override
                public Shape shape() {
                    return TinyGan.SAMPLE;
                }

                @Override
                public OptionalLong size() {
                    return OptionalLong.of(10);
                }

                @Override
                public void read(long index, float[] target, int offset) {
                    target[offset] = values.apply(index);
                    target[offset + 1] = 0;
                }
            };
        }
    }

    private static void isRefused(TinyGan gan, String message) {
        try (TrainingRuntime runtime = TinyGan.runtime()) {
            assertThatThrownBy(() -> runtime.plan(gan.recipe()))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining(message);
        }
    }

    private static Throwable failure(LongFunction<Float> values) throws InterruptedException {
        TinyGan gan = new TinyGan();
        gan.data = new Source(values);
        try (TrainingRuntime runtime = TinyGan.runtime();
                TrainingPlan plan = runtime.plan(gan.recipe())) {
            RunResult result = runtime.start(plan, RunOptions.inMemory()).await();
            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            return result.failure().orElseThrow();
        }
    }

    @Test
    void whileItIsTraced() {
        TinyGan gan = new TinyGan();

        gan.loss = new Failing(new UnsupportedOperationException("no connection"));
        isRefused(
                gan,
                "tiny.conf: 3: loss 'wasserstein' of " + HERE
                        + " failed: UnsupportedOperationException: no connection");
        gan.loss = new Failing(new NoSuchMethodError("'void a.B.c()'"));
        isRefused(
                gan,
                "tiny.conf: 3: loss 'wasserstein' of " + HERE
                        + " failed: it was built for another version of Gantry, or of a library: NoSuchMethodError:"
                        + " 'void a.B.c()'; build it for this one");
        gan.loss = new Failing(new NoClassDefFoundError("a/B"));
        isRefused(gan, "tiny.conf: 3: loss 'wasserstein' of " + HERE + " failed: the class a.B is missing;");
    }

    /** In whose messages a refusal could be meant, and is not. */
    @Test
    void whatIsNoRefusalIsAFailure() {
        TinyGan gan = new TinyGan();
        String failed = "tiny.conf: 3: loss 'wasserstein' of " + HERE + " failed: ";

        gan.loss = new Failing(new IllegalStateException("I am broken"));
        isRefused(gan, failed + "I am broken");
        gan.loss = new Failing(new ArithmeticException("/ by zero"));
        isRefused(gan, failed + "ArithmeticException: / by zero");
        gan.loss = new Failing(new IllegalArgumentException());
        isRefused(gan, failed + "IllegalArgumentException");
        gan.loss = new Failing(new IllegalArgumentException("needs an even batch"));
        isRefused(gan, "tiny.conf: 3: loss 'wasserstein' needs an even batch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"needs an even batch", ""})
    void theRefusalKeepsWhatWasThrown(String message) {
        TinyGan gan = new TinyGan();
        RuntimeException thrown =
                message.isEmpty() ? new UnsupportedOperationException() : new IllegalArgumentException(message);
        gan.loss = new Failing(thrown);

        try (TrainingRuntime runtime = TinyGan.runtime()) {
            assertThatThrownBy(() -> runtime.plan(gan.recipe()))
                    .isInstanceOfSatisfying(
                            RecipeException.class,
                            e -> assertThat(e.getSuppressed()).containsExactly(thrown));
        }
    }

    @Test
    void whenDataIsOpened() {
        TinyGan gan = new TinyGan();
        gan.data = new Source(index -> {
            throw new UnsupportedOperationException("no connection");
        });

        isRefused(
                gan,
                "tiny.conf: 4: data 'numbers' of " + HERE + " failed: UnsupportedOperationException: no connection");
    }

    @Test
    void whatDataThrewIsLoggedWithItsTrace() throws InterruptedException {
        UnsupportedOperationException thrown = new UnsupportedOperationException("no connection");
        List<Throwable> logged = new ArrayList<>();

        try (Recorded _ = Recorded.thrownIn(TrainingLoop.class, logged::add)) {
            failure(index -> {
                if (index >= 0) {
                    throw thrown;
                }
                return 0F;
            });
        }

        assertThat(logged).singleElement().satisfies(e -> assertThat(e).hasRootCause(thrown));
    }

    @Test
    void whileDataIsRead() throws InterruptedException {
        assertThat(failure(index -> {
                    if (index >= 0) {
                        throw new UnsupportedOperationException("no connection");
                    }
                    return 0f;
                }))
                .hasMessageContaining(
                        "the data source failed on batch 0: UnsupportedOperationException: no connection (data 'numbers' of "
                                + HERE + ", tiny.conf: 4)");
    }

    @Test
    void dataThatIsNotFiniteIsBlamedAndNotTheLearningRate() throws InterruptedException {
        assertThat(failure(index -> index == 7 ? Float.NaN : 0.1f))
                .hasMessageContaining("the data is not finite: value 0 of sample 7 is NaN (data 'numbers' of " + HERE
                        + ", tiny.conf: 4)")
                .hasMessageNotContaining("learning rate");
        assertThat(failure(index -> index == 3 ? Float.NEGATIVE_INFINITY : 0.1f))
                .hasMessageContaining("the data is not finite: value 0 of sample 3 is -Infinity");
    }

    @Test
    void whenTheRecipeIsRead() {
        LossProvider unsupported = () -> Component.of(
                () -> {
                    throw new UnsupportedOperationException("no connection");
                },
                "unsupported",
                "Help.");
        LossProvider lacking = () -> Component.of(
                () -> {
                    throw new NoClassDefFoundError("a/B");
                },
                "lacking",
                "Help.");
        LossProvider nothing =
                () -> new Component<>("nothing", "Help.", ConfigFactory.empty(), (settings, parts) -> null);
        Components components =
                Components.given(List.of(unsupported, lacking, nothing), List.of(new ReferenceBackendProvider()));

        assertThatThrownBy(() -> RecipeReader.read("failing", "seed = 1\nloss = unsupported", List.of(), components))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("failing: 2: 'loss': loss 'unsupported' of the application failed:"
                        + " UnsupportedOperationException: no connection");
        assertThatThrownBy(() -> RecipeReader.read("failing", "seed = 1\nloss = lacking", List.of(), components))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("failing: 2: 'loss': loss 'lacking' of the application failed: the class a.B is");
        assertThatThrownBy(() -> RecipeReader.read("failing", "seed = 1\nloss = nothing", List.of(), components))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("failing: 2: 'loss': loss 'nothing' of the application failed: it makes nothing");
    }

    /** A metric that throws what it is given in the n-th call of one of its methods, and a name for each method. */
    private static final class FailingMetric implements Metric {

        private final String method;
        private final Supplier<Boolean> fails;
        private final int count;

        FailingMetric(String method, Supplier<Boolean> fails, int count) {
            this.method = method;
            this.fails = fails;
            this.count = count;
        }

        private <T> T in(String called, T value) {
            if (called.equals(method) && fails.get()) {
                throw new UnsupportedOperationException("no connection");
            }
            return value;
        }

        @Override
        public boolean appliesTo(Samples data) {
            return in("appliesTo", true);
        }

        @Override
        public int sampleCount() {
            return in("sampleCount", count);
        }

        @Override
        public Input input() {
            return in("input", Input.SAMPLES);
        }

        @Override
        public List<MetricValue> values() {
            return in("values", List.of(MetricValue.higherIsBetter("signal")));
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int samples, long seed) {
            return Map.of("signal", 1.0);
        }
    }

    private static TinyGan measuring(Metric metric) {
        TinyGan gan = new TinyGan();
        gan.metrics.put("failing", metric);
        return gan;
    }

    @ParameterizedTest
    @ValueSource(strings = {"appliesTo", "sampleCount", "values"})
    void whenAMetricIsPlanned(String method) {
        isRefused(
                measuring(new FailingMetric(method, () -> true, 4)),
                "metrics.failing of " + HERE + " failed: UnsupportedOperationException: no connection");
    }

    @Test
    void aMetricLooksAtAsManySamplesAsMemoryHasRoomFor() {
        isRefused(
                measuring(new FailingMetric("", () -> false, 2_000_000_000)),
                "metrics.failing looks at 2,000,000,000 samples of 3 values each, and memory has room for ");
        isRefused(
                measuring(new FailingMetric("", () -> false, -1)),
                "metrics.failing looks at -1 samples, and 1 is the least");
        isRefused(
                measuring(new FailingMetric("", () -> false, 0)),
                "metrics.failing looks at 0 samples, and 1 is the least");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sampleCount", "values", "input"})
    void whenARunMeasuresAMetricItCostsItsValueAlone(String method) throws InterruptedException {
        AtomicBoolean trains = new AtomicBoolean();
        TinyGan gan = measuring(new FailingMetric(method, trains::get, 4));
        gan.metrics.put("mean", new TinyGan.Mean());
        List<Map<String, Double>> rows = new ArrayList<>();
        try (TrainingRuntime runtime = TinyGan.runtime();
                TrainingPlan plan = runtime.plan(gan.recipe())) {
            trains.set(true);
            RunResult result = runtime.start(plan, RunOptions.inMemory().with(event -> {
                        if (event instanceof MetricsMeasured row && row.step() % 4 == 0) {
                            rows.add(row.values());
                        }
                    }))
                    .await();
            assertThat(result.outcome()).isEqualTo(Outcome.FINISHED);
        }
        assertThat(rows).hasSize(3).allSatisfy(row -> assertThat(row).containsKey("mean-value"));
        assertThat(rows).allSatisfy(row -> assertThat(row).doesNotContainKey("signal"));
    }

    @Test
    void whenAMetricIsReadWithItsRecipe() {
        MetricProvider failing = () -> Component.of(() -> new FailingMetric("input", () -> true, 4), "bad", "Help.");
        Components components = TinyGan.components(List.of(new ReferenceBackendProvider()), failing);

        assertThatThrownBy(() -> RecipeReader.read("failing", "seed = 1\nmetrics.bad {}", List.of(), components))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("failing: 2: 'metrics.bad': metric 'bad' of ")
                .hasMessageContaining(" failed: UnsupportedOperationException: no connection");
    }

    @Test
    void aMetricThatFailsIsPassedOverWhereAllAreMeasured() {
        MetricProvider failing =
                () -> Component.of(() -> new FailingMetric("appliesTo", () -> true, 4), "bad", "Help.");
        MetricProvider other = () -> Component.of(() -> new FailingMetric("input", () -> true, 4), "worse", "Help.");
        MetricProvider mean = () -> Component.of(TinyGan.Mean::new, "mean", "Help.");
        Components components = TinyGan.components(List.of(new ReferenceBackendProvider()), failing, other, mean);
        try (TrainingRuntime runtime =
                        TrainingRuntime.builder().components(components).build();
                Samples data = new TinyGan.Numbers(10).open(1)) {
            assertThat(runtime.metricsFor(data, Optional.empty())).containsOnlyKeys("mean");
        }
    }
}
