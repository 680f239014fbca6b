package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.Samples;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.TrainingSettings.CriticWarmUp;
import dev.gantry.runtime.recipe.TrainingSettings.SharedBatch;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.Checkpoints;
import dev.gantry.schemes.Alternating;
import dev.gantry.schemes.ExtraGradient;
import dev.gantry.schemes.Imle;
import dev.gantry.schemes.Simultaneous;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers that share batches. */
final class WorkersTest {

    @TempDir
    private Path folder;

    private final TrainingRuntime runtime = TinyGan.runtime();
    private final List<TrainingEvent> events = new ArrayList<>();

    @AfterEach
    void close() {
        runtime.close();
    }

    private RunResult run(TinyGan gan, RunOptions options) throws InterruptedException {
        RunResult result = runtime.start(runtime.plan(gan.recipe()), options.with(events::add))
                .await();
        assertThat(result.failure()).isEmpty();
        return result;
    }

    private Map<String, double[]> trained(TinyGan gan, String name) throws InterruptedException {
        Path run = folder.resolve(name);
        run(gan, RunOptions.into(run));
        return variables(run);
    }

    private static Map<String, double[]> variables(Path run) {
        Map<String, double[]> values = new TreeMap<>();
        Checkpoints.find(run).checkpoint().variables().forEach((name, variable) -> values.put(name, variable.values()));
        // Counts the samples that it is shown, which are those of a worker.
        values.remove("regularizer/noise/seen");
        return values;
    }

    private static TinyGan gan(Scheme scheme) {
        TinyGan gan = scheme.hasCritic() ? TinyGan.withEverything() : new TinyGan();
        gan.scheme = scheme;
        gan.nCritic = scheme.heedsCriticUpdates() ? 2 : 1;
        gan.lazyEvery = scheme.heedsCriticUpdates() ? 3 : 1;
        return gan;
    }

    static Stream<Arguments> schemes() {
        return Stream.of(new Alternating(), new Simultaneous(), new ExtraGradient(), new Imle(8, 2))
                .flatMap(scheme -> Stream.of(2, 4).map(count -> Arguments.of(scheme, count)));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void averagesOfGradientsAreTheGradientOfTheBatch(Scheme scheme, int count) throws InterruptedException {
        TinyGan shared = gan(scheme);
        shared.workers = new SharedBatch(count, 1);

        Map<String, double[]> one = trained(gan(scheme), "one");
        Map<String, double[]> several = trained(shared, "several");

        assertThat(several).containsOnlyKeys(one.keySet());
        one.forEach((name, values) -> assertThat(several.get(name)).as(name).containsExactly(values, within(1e-5)));
        assertThat(several.get("generator/parameters")).isNotEqualTo(one.get("generator/parameters"));
        // What is logged is of the whole batch, too.
        List<TrainingEvent.MetricsMeasured> logged = events.stream()
                .filter(TrainingEvent.MetricsMeasured.class::isInstance)
                .map(TrainingEvent.MetricsMeasured.class::cast)
                .toList();
        int half = logged.size() / 2;
        for (int i = 0; i < half; i++) {
            Map<String, Double> found = logged.get(half + i).values();
            logged.get(i).values().forEach((column, value) -> {
                if (column.contains("/")) {
                    assertThat(found.get(column)).as(column).isCloseTo(value, within(1e-5));
                }
            });
        }
    }

    /** Without a random number, and with samples of an order of their own. */
    private static TinyGan plain(DataSource data) {
        TinyGan gan = new TinyGan();
        gan.prior = new Ones();
        gan.critic = (samples, scope) -> samples.matmul(scope.parameter("weight", Shape.of(2, 1), Initializer.ONES))
                .tanh()
                .reshape(samples.shape().size(0));
        gan.data = data;
        gan.optimizer = new Sgd(0.5, false);
        gan.steps = 3;
        gan.criticWarmUp = new CriticWarmUp(0, 1, 0);
        return gan;
    }

    private record Ones() implements Prior {

        @Override
        public Tensor draw(Shape shape, Draws draws) {
            return Tensor.ones(shape);
        }
    }

    /**
     * Samples without end, or those that one of two workers sees of them, twice over: the mean of a batch of four is then that of the
     * worker's two.
     *
     * @param worker 0 or 1; -1 for both
     */
    private record Halves(int worker) implements DataSource {

        @Override
        public Samples open(long seed) {
            return new Samples() {
                @Override
                public Shape shape() {
                    return TinyGan.SAMPLE;
                }

                @Override
                public OptionalLong size() {
                    return OptionalLong.empty();
                }

                @Override
                public void read(long index, float[] target, int offset) {
                    long number = worker < 0 ? index : index / 4 * 4 + 2L * worker + index % 2;
                    target[offset] = (float) Math.sin(number);
                    target[offset + 1] = (float) Math.cos(3 * number);
                }
            };
        }
    }

    @Test
    void workersThatGoAloneEndInTheMeanOfWhereTheyWent() throws InterruptedException {
        TinyGan shared = plain(new Halves(-1));
        shared.workers = new SharedBatch(2, 3);

        Map<String, double[]> first = trained(plain(new Halves(0)), "first");
        Map<String, double[]> second = trained(plain(new Halves(1)), "second");
        Map<String, double[]> mean = trained(shared, "mean");

        assertThat(mean).containsOnlyKeys(first.keySet());
        mean.forEach((name, values) -> {
            double[] expected = new double[values.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (first.get(name)[i] + second.get(name)[i]) / 2;
            }
            assertThat(values).as(name).containsExactly(expected, within(1e-6));
        });
        assertThat(first.get("generator/parameters")).isNotEqualTo(second.get("generator/parameters"));
    }

    @Test
    void whatIsDueBetweenTwoAveragesIsDoneAtTheSecond() throws InterruptedException {
        TinyGan gan = TinyGan.withEverything();
        gan.workers = new SharedBatch(2, 5);

        run(gan, RunOptions.inMemory());

        // Of twelve steps, with a row at every second and samples at every fourth.
        assertThat(events)
                .filteredOn(TrainingEvent.MetricsMeasured.class::isInstance)
                .extracting(TrainingEvent::step)
                .containsExactly(5, 10, 12);
        assertThat(events)
                .filteredOn(TrainingEvent.SamplesDrawn.class::isInstance)
                .extracting(TrainingEvent::step)
                .containsExactly(5, 10, 12);
    }

    static Stream<SharedBatch> ways() {
        return Stream.of(new SharedBatch(2, 1), new SharedBatch(2, 3));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aRunGoesOnToTheSameBits(SharedBatch workers) throws InterruptedException, IOException {
        TinyGan gan = TinyGan.withEverything();
        gan.workers = workers;
        gan.keepCheckpoints = 10;
        Map<String, double[]> whole = trained(gan, "whole");
        Path again = folder.resolve("again");
        run(gan, RunOptions.into(again));
        for (int step : List.of(9, 12)) {
            Files.delete(again.resolve("checkpoints/step-%08d.gantry".formatted(step)));
        }

        run(gan, RunOptions.resume(again));

        Map<String, double[]> resumed = variables(again);
        whole.forEach((name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aPlanTellsWhichProgramsAreOfWhichWorker(SharedBatch workers) {
        TinyGan gan = TinyGan.withEverything();
        assertThat(runtime.plan(gan.recipe()).programsOf(0)).isEmpty();

        gan.workers = workers;
        TrainingPlan plan = runtime.plan(gan.recipe());

        assertThat(plan.programsOf(0))
                .isNotEmpty()
                .allSatisfy(program -> assertThat(program.name()).endsWith("-of-worker-0"));
        assertThat(Stream.of(0, 1).flatMap(worker -> plan.programsOf(worker).stream()))
                .containsExactlyInAnyOrderElementsOf(plan.workerPlan().programs());
    }

    @Test
    void aBatchThatIsNoMultipleIsRefused() {
        TinyGan gan = new TinyGan();
        gan.workers = new SharedBatch(3, 1);

        assertThatThrownBy(gan::recipe)
                .hasMessage("'batch-size' must be a multiple of the 3 that 'workers.count' has, found 4");
    }

    private record Kept() implements Regularizer.ShownSamples {

        @Override
        public Tensor criticFake(Tensor fake, Scope scope) {
            return fake;
        }
    }

    @Test
    void whatKeepsSamplesIsRefused() {
        TinyGan gan = new TinyGan();
        gan.regularizers.put("kept", new Kept());
        gan.workers = new SharedBatch(2, 1);

        assertThatThrownBy(() -> runtime.plan(gan.recipe()))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("regularizers.kept does not go with several workers");
    }

    private record Centred() implements Loss {

        @Override
        public boolean mixesSamples() {
            return true;
        }

        @Override
        public Tensor critic(Scores scores) {
            return scores.fake().sub(scores.real().mean()).square().mean();
        }

        @Override
        public Tensor generator(Scores scores) {
            return scores.fake().mean().neg();
        }
    }

    @Test
    void whatLooksAtABatchAsAWholeIsTold() {
        TinyGan gan = new TinyGan();
        gan.loss = new Centred();
        gan.unrollSteps = 1;
        assertThat(runtime.plan(gan.recipe()).warnings()).isEmpty();

        gan.workers = new SharedBatch(2, 1);
        assertThat(runtime.plan(gan.recipe()).warnings())
                .extracting(Problem::message)
                .containsExactly(
                        "loss 'wasserstein' looks at samples beside each other within each of 2 workers, in batches of 2: with"
                                + " another number of workers training is another",
                        "unroll.steps looks ahead within each of 2 workers, in batches of 2: with another number of workers"
                                + " training is another");
    }
}
