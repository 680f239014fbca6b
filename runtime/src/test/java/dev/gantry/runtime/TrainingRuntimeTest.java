package dev.gantry.runtime;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Component;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.CheckpointWritten;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.RunStarted;
import dev.gantry.core.run.TrainingEvent.SamplesDrawn;
import dev.gantry.core.run.TrainingEvent.StepCompleted;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.core.scheme.Players;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.ReferenceBackendProvider;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.backend.SessionMemory;
import dev.gantry.engine.plan.Plan;
import dev.gantry.optimizers.Adam;
import dev.gantry.optimizers.RmsProp;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import dev.gantry.runtime.store.Checkpoints;
import dev.gantry.runtime.trace.TrainingGraphsTest;
import dev.gantry.schemes.Alternating;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingRuntimeTest {

    private final TrainingRuntime runtime = TinyGan.runtime();
    private Path folder = Path.of("");

    @BeforeEach
    void folder(@TempDir Path temporary) {
        folder = temporary.resolve("run");
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private RunResult train(TinyGan gan, RunOptions options) throws InterruptedException {
        return runtime.start(runtime.plan(gan.recipe()), options).await();
    }

    @Test
    void trainsAndKeepsWhatItPromises() throws InterruptedException {
        RunResult result = train(TinyGan.withEverything(), RunOptions.into(folder));

        assertThat(result.failure()).isEmpty();
        assertThat(result.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(result.step()).isEqualTo(12);
        assertThat(result.checkpoint()).contains(folder.resolve("checkpoints/step-00000012.gantry"));
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("recipe.conf", "provenance.json", "metrics.csv", "checkpoints", ".lock");
        assertThat(folder.resolve("checkpoints").toFile().list())
                .as("two are kept, the last among them")
                .containsExactlyInAnyOrder("step-00000009.gantry", "step-00000012.gantry");
        assertThat(ConfigFactory.parseFile(folder.resolve("recipe.conf").toFile()))
                .isEqualTo(TinyGan.withEverything().recipe().effective());
        Config provenance =
                ConfigFactory.parseFile(folder.resolve("provenance.json").toFile());
        assertThat(provenance.getLong("seed")).isEqualTo(7);
        assertThat(provenance.getString("backend.device")).isEqualTo("reference");
        assertThat(provenance.getString("java.version")).isEqualTo(System.getProperty("java.runtime.version"));
        assertThat(provenance.getConfig("recipe"))
                .isEqualTo(TinyGan.withEverything().recipe().effective());
        assertThat(provenance.hasPath("system.processor")).isTrue();
    }

    @Test
    void tellsWhatHappens() throws InterruptedException {
        List<TrainingEvent> events = new ArrayList<>();

        train(
                TinyGan.withEverything(),
                RunOptions.into(folder).withSampleCount(5).with(events::add));

        assertThat(events.getFirst())
                .asInstanceOf(InstanceOfAssertFactories.type(RunStarted.class))
                .satisfies(started -> assertThat(started.steps()).isEqualTo(12))
                .satisfies(started -> assertThat(started.folder()).contains(folder));
        assertThat(events.getLast()).isInstanceOf(RunEnded.class);
        assertThat(steps(events, StepCompleted.class)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(steps(events, MetricsMeasured.class)).containsExactly(2, 4, 6, 8, 10, 12);
        assertThat(steps(events, SamplesDrawn.class)).containsExactly(4, 8, 12);
        assertThat(steps(events, CheckpointWritten.class)).containsExactly(3, 6, 9, 12);
        assertThat(all(events, MetricsMeasured.class))
                .allSatisfy(measured -> assertThat(measured.values())
                        .containsKeys(
                                "critic/loss",
                                "critic/adversarial",
                                "critic/slope",
                                "critic/gradient-norm",
                                "critic/wasserstein-estimate",
                                "generator/loss",
                                "generator/gradient-norm",
                                "samples-per-second",
                                "seconds"))
                .allSatisfy(measured ->
                        assertThat(measured.values().containsKey("mean-value")).isEqualTo(measured.step() % 4 == 0));
        assertThat(all(events, SamplesDrawn.class))
                .allSatisfy(drawn -> assertThat(drawn.shape()).isEqualTo(Shape.of(5, 2)))
                .allSatisfy(drawn -> assertThat(drawn.samples()).hasSize(10));
    }

    private static <T extends TrainingEvent> List<T> all(List<TrainingEvent> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static List<Integer> steps(List<TrainingEvent> events, Class<? extends TrainingEvent> type) {
        return all(events, type).stream().map(TrainingEvent::step).toList();
    }

    @Test
    void isTheSameRunForTheSameSeedAndAnotherForAnother() throws InterruptedException {
        Path second = folder.resolveSibling("second");
        Path third = folder.resolveSibling("third");
        TinyGan other = TinyGan.withEverything();
        other.seed = 8;
        train(TinyGan.withEverything(), RunOptions.into(folder));
        train(TinyGan.withEverything(), RunOptions.into(second));
        train(other, RunOptions.into(third));

        assertThat(variables(folder)).isEqualTo(variables(second)).isNotEqualTo(variables(third));
    }

    @Test
    void aKilledRunGoesOnToTheSameBits() throws InterruptedException, IOException {
        Path killed = folder.resolveSibling("killed");
        List<TrainingListener> copying = List.of(event -> {
            // What a process that is killed between steps 7 and 8 leaves: the checkpoint of step 6, and later rows.
            if (event instanceof StepCompleted completed && completed.step() == 8) {
                copy(folder, killed);
            }
        });
        TinyGan gan = TinyGan.withEverything();
        train(
                gan,
                new RunOptions(
                        Optional.of(folder),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        copying,
                        Optional.empty(),
                        Optional.empty()));
        Files.writeString(killed.resolve("checkpoints/step-00000009.gantry.tmp"), "half a checkpo");

        RunResult resumed = train(TinyGan.withEverything(), RunOptions.resume(killed));

        assertThat(resumed.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(variables(killed)).isEqualTo(variables(folder));
        assertThat(rowsWithoutRate(killed)).isEqualTo(rowsWithoutRate(folder));
    }

    @Test
    void resumesASourceOfFreshDraws() throws InterruptedException {
        Path half = folder.resolveSibling("half");
        TinyGan gan = TinyGan.withEverything();
        gan.data = new TinyGan.Draws();
        train(gan, RunOptions.into(folder));
        TrainingPlan plan = runtime.plan(gan.recipe());
        TrainingRun[] run = new TrainingRun[1];
        CountDownLatch started = new CountDownLatch(1);
        run[0] = runtime.start(plan, RunOptions.into(half).with(event -> {
            if (event.step() == 5 && event instanceof StepCompleted) {
                awaitQuietly(started);
                run[0].cancel();
            }
        }));
        started.countDown();
        RunResult cancelled = run[0].await();

        assertThat(cancelled.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(cancelled.step()).isEqualTo(5);
        assertThat(cancelled.checkpoint()).contains(half.resolve("checkpoints/step-00000005.gantry"));
        assertThat(train(gan, RunOptions.resume(half)).outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(variables(half)).isEqualTo(variables(folder));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void resumesFromAnOlderCheckpointAndCutsWhatCameAfter() throws InterruptedException, IOException {
        TinyGan gan = TinyGan.withEverything();
        train(gan, RunOptions.into(folder));
        List<List<Double>> expected = variables(folder);
        Path newest = folder.resolve("checkpoints/step-00000012.gantry");
        Files.write(newest, new byte[200]);
        assertThatThrownBy(() -> train(gan, RunOptions.resume(folder)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("step-00000009.gantry");

        RunResult result = train(gan, RunOptions.resume(folder.resolve("checkpoints/step-00000009.gantry")));

        assertThat(result.checkpoint().map(Path::getFileName)).contains(newest.getFileName());
        assertThat(variables(folder)).isEqualTo(expected);
    }

    @Test
    void refusesACheckpointOfAnotherRecipe() throws InterruptedException {
        train(TinyGan.withEverything(), RunOptions.into(folder));
        TinyGan otherOptimizer = TinyGan.withEverything();
        otherOptimizer.optimizer = new Sgd(0, false);
        TinyGan otherSeed = TinyGan.withEverything();
        otherSeed.seed = 9;
        TinyGan shorter = TinyGan.withEverything();
        shorter.steps = 11;

        assertThatThrownBy(() -> train(otherOptimizer, RunOptions.resume(folder)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(
                        "is of another recipe: it has 'critic/optimizer/first-moment', which is not here");
        assertThatThrownBy(() -> train(otherSeed, RunOptions.resume(folder)))
                .hasMessageContaining("was trained with seed 7, and the recipe has seed 9");
        assertThatThrownBy(() -> train(shorter, RunOptions.resume(folder)))
                .hasMessageContaining("is at step 12, and the recipe ends at step 11");
    }

    static Stream<Optimizer> optimizers() {
        return Stream.of(new Sgd(0.5, false), new Adam(0.5, 0.9, 1e-8), new RmsProp(0.9, 1e-8));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aLearningRateOfZeroLeavesTheGeneratorThatARunBeginsWith(Optimizer optimizer) throws InterruptedException {
        TinyGan first = TinyGan.withEverything();
        first.emaDecay = 0;
        train(first, RunOptions.into(folder));
        Path second = folder.resolveSibling("second");
        TinyGan fixed = TinyGan.withEverything();
        fixed.seed = 8;
        fixed.optimizer = optimizer;
        fixed.generatorLearningRate = Optional.of(0.0);

        RunResult result = train(fixed, RunOptions.into(second).withGeneratorFrom(folder));

        assertThat(result.step()).isEqualTo(12);
        double[] parameters = variable(folder, "generator/parameters");
        assertThat(variable(second, "generator/parameters")).containsExactly(parameters);
        assertThat(variable(second, "generator/average")).containsExactly(parameters);
        // A batch in each of the steps of both runs, counted from 1.
        assertThat(variable(second, "generator/batches")).containsExactly(25);
        assertThat(variable(second, "critic/parameters")).isNotEqualTo(variable(folder, "critic/parameters"));
    }

    @Test
    void aLearningRateOfZeroLeavesTheCritic() throws InterruptedException {
        TinyGan gan = new TinyGan();
        gan.learningRate = 0;
        gan.generatorLearningRate = Optional.of(0.1);
        train(gan, RunOptions.into(folder));

        double[] last = variable(folder, "critic/parameters");
        Path earlier = folder.resolve("checkpoints/step-00000009.gantry");
        assertThat(variable(earlier, "critic/parameters")).containsExactly(last);
        assertThat(variable(earlier, "generator/parameters")).isNotEqualTo(variable(folder, "generator/parameters"));
    }

    @Test
    void aRunKilledBeforeItsFirstCheckpointBeginsAnew() throws IOException, InterruptedException {
        TinyGan gan = TinyGan.withEverything();
        train(gan, RunOptions.into(folder));
        double[] expected = variable(folder, "generator/parameters");
        Path killed = folder.resolveSibling("killed");
        train(gan, RunOptions.into(killed));
        for (String checkpoint : killed.resolve("checkpoints").toFile().list()) {
            Files.delete(killed.resolve("checkpoints").resolve(checkpoint));
        }
        Files.delete(killed.resolve("checkpoints"));

        RunResult result = train(gan, RunOptions.resume(killed));

        assertThat(result.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(variable(killed, "generator/parameters")).containsExactly(expected);
        assertThat(Files.readAllLines(killed.resolve("metrics.csv")).stream().map(line -> line.split(",")[0]))
                .as("rows of the run that was killed are cut")
                .doesNotHaveDuplicates();
    }

    @Test
    void aRunThatLostItsGivenGeneratorDoesNotBeginAnewWithAnother() throws IOException, InterruptedException {
        train(TinyGan.withEverything(), RunOptions.into(folder));
        Path second = folder.resolveSibling("second");
        train(TinyGan.withEverything(), RunOptions.into(second).withGeneratorFrom(folder));
        for (String checkpoint : second.resolve("checkpoints").toFile().list()) {
            Files.delete(second.resolve("checkpoints").resolve(checkpoint));
        }

        assertThatThrownBy(() -> train(TinyGan.withEverything(), RunOptions.resume(second)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("there is no checkpoint in " + second.resolve("checkpoints"))
                .hasMessageContaining("began with the generator of " + folder);
    }

    @Test
    void takesNoOtherGenerator() throws InterruptedException {
        train(TinyGan.withEverything(), RunOptions.into(folder));
        TinyGan other = TinyGan.withEverything();
        other.generator = new TrainingGraphsTest.ConstantGenerator(2);
        Path second = folder.resolveSibling("second");

        assertThatThrownBy(() -> train(other, RunOptions.into(second).withGeneratorFrom(folder)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(
                        "has another generator: 'generator/parameters' has shape [2] here, and there [8]");
        assertThat(second).doesNotExist();
        assertThatThrownBy(() -> RunOptions.resume(folder).withGeneratorFrom(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave out that of " + folder);
    }

    private static double[] variable(Path path, String name) {
        return Checkpoints.find(path).checkpoint().variables().get(name).values();
    }

    @Test
    void goesOnWhereAFinishedRunIsGivenMoreSteps() throws InterruptedException {
        train(TinyGan.withEverything(), RunOptions.into(folder));
        TinyGan longer = TinyGan.withEverything();
        longer.steps = 15;

        RunResult result = train(longer, RunOptions.resume(folder));

        assertThat(result.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(result.step()).isEqualTo(15);
    }

    @Test
    void stopsWhereALossExplodes() throws InterruptedException {
        TinyGan gan = new TinyGan();
        gan.optimizer = new Sgd(0, false);
        gan.learningRate = 1e3;
        gan.constraints.put("growth", new LipschitzConstraint() {
            @Override
            public Optional<Tensor> penalty(PlayerStep step) {
                return Optional.of(step.parameters().flat().square().square().sum());
            }
        });

        RunResult result = train(gan, RunOptions.into(folder));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure().orElseThrow())
                .hasMessageContaining("at step " + (result.step() + 1))
                .hasMessageContaining("critic/growth is Infinity")
                .hasMessageContaining("There is no checkpoint yet");
        assertThat(result.checkpoint()).isEmpty();
    }

    @Test
    void namesTheLastGoodCheckpointWhereALossTurnsBadLater() throws InterruptedException {
        TinyGan gan = new TinyGan();
        gan.regularizers.put("late", (Regularizer.CriticInput) (samples, progress, scope) ->
                // The root of a negative number, once more than half of the steps are done.
                samples.add(progress.neg().add(0.51).sqrt().mul(1e-9)));

        RunResult result = train(gan, RunOptions.into(folder));

        Path lastGood = folder.resolve("checkpoints/step-00000006.gantry");
        assertThat(result.step()).isEqualTo(7);
        assertThat(result.failure().orElseThrow())
                .hasMessageContaining("at step 8 critic/loss is NaN")
                .hasMessageContaining("The last good checkpoint is " + lastGood);
        assertThat(result.checkpoint()).contains(lastGood);
        assertThat(Checkpoints.find(folder).checkpoint().step()).isEqualTo(6);
    }

    @Test
    void aBrokenListenerHarmsNobody() throws InterruptedException {
        List<TrainingEvent> events = new ArrayList<>();

        RunResult result = train(
                new TinyGan(),
                RunOptions.inMemory()
                        .with(event -> {
                            throw new IllegalStateException("broken listener");
                        })
                        .with(events::add));

        assertThat(result.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(result.checkpoint()).isEmpty();
        assertThat(events).hasSizeGreaterThan(12);
    }

    @Test
    void saysThatDataCannotBeReadAndKeepsTheCheckpoint() throws InterruptedException {
        TinyGan gan = new TinyGan();
        gan.data = new Breaking(70);

        RunResult result = train(gan, RunOptions.into(folder));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure().orElseThrow())
                .hasMessageContaining("cannot read its data: images/7.png: is no image")
                .hasMessageContaining("The last good checkpoint is");
        // Sample 70 is of the ninth step's first batch: eight steps are done, and nothing of the ninth is.
        assertThat(Checkpoints.find(folder).checkpoint().step()).isEqualTo(8);
    }

    @Test
    void aStepThatHasBegunIsNotKept() throws InterruptedException {
        TinyGan gan = new TinyGan();
        gan.data = new Breaking(74);

        RunResult result = train(gan, RunOptions.into(folder));

        assertThat(result.failure().orElseThrow()).hasMessageContaining("cannot read its data");
        // Sample 74 is of the ninth step's second batch, and the critic has moved.
        assertThat(Checkpoints.find(folder).checkpoint().step()).isEqualTo(6);
    }

    /** Alternating, but throws in the eighth step once it has taken a batch. */
    private record Tripping(AtomicBoolean trips) implements Scheme {

        @Override
        public boolean heedsCriticUpdates() {
            return true;
        }

        @Override
        public TrainingStep trace(Players players) {
            TrainingStep step = new Alternating().trace(players);
            return run -> {
                if (trips.get() && run.step() == 7) {
                    run.nextBatch();
                    throw new UnsupportedOperationException("no clock");
                }
                step.run(run);
            };
        }
    }

    @Test
    void aStepThatFailsBeforeItMovesAnythingLosesNothing() throws InterruptedException {
        AtomicBoolean trips = new AtomicBoolean(true);
        TinyGan gan = TinyGan.withEverything();
        gan.scheme = new Tripping(trips);
        RunResult failed = train(gan, RunOptions.into(folder));

        assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.failure().orElseThrow()).hasMessageContaining("no clock");
        assertThat(failed.checkpoint()).contains(folder.resolve("checkpoints/step-00000007.gantry"));
        trips.set(false);
        train(gan, RunOptions.resume(folder));
        Path whole = folder.resolveSibling("whole");
        train(gan, RunOptions.into(whole));
        SequencedMap<String, SavedVariable> expected =
                Checkpoints.find(whole).checkpoint().variables();
        Checkpoints.find(folder)
                .checkpoint()
                .variables()
                .forEach((name, found) -> assertThat(found.values())
                        .as(name)
                        .containsExactly(requireNonNull(expected.get(name)).values()));
    }

    /** Numbers, and a list that nobody reads. */
    record Listed(List<Integer> values) implements DataSource {

        @Override
        public Samples open(long seed) {
            return new TinyGan.Numbers(10).open(seed);
        }
    }

    @Test
    void refusesARecipeThatIsTooLargeForACheckpoint() throws IOException {
        DataSourceProvider listed =
                () -> Component.of(MethodHandles.lookup(), Listed.class, "listed", "Help.", "# numbers\nvalues = []");
        try (TrainingRuntime here = TrainingRuntime.builder()
                .components(TinyGan.components(List.of(new ReferenceBackendProvider()), listed))
                .build()) {
            // Each number is two bytes, and the header has it twice.
            assertThatThrownBy(() -> here.plan(listed(70_000), List.of()).close())
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining(
                            "listed.conf: 4: data 'listed' makes the recipe too large for a checkpoint, whose header"
                                    + " holds it twice and has more than 262,144 bytes of JSON outside of strings");
            here.plan(listed(60_000), List.of()).close();
        }
    }

    /** A linear generator whose state has a name that is longer than a checkpoint takes. */
    private record Named() implements Generator {

        @Override
        public Shape latentShape() {
            return new TinyGan.LinearGenerator().latentShape();
        }

        @Override
        public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
            return new TinyGan.LinearGenerator().generate(latent, sampleShape, scope.child("x".repeat(1000)));
        }
    }

    @Test
    void refusesAVariableThatNoCheckpointCanHold() {
        TinyGan gan = new TinyGan();
        gan.generator = new Named();

        assertThatThrownBy(() -> runtime.plan(gan.recipe()))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(
                        " cannot be kept in a checkpoint, whose header has a variable whose name is empty,"
                                + " longer than 1000 characters, or has control characters: \"generator/xxx")
                .hasMessageNotContaining("use shorter lists");
    }

    private Path listed(int count) throws IOException {
        return Files.writeString(
                folder.resolveSibling("listed.conf"),
                TinyGan.RECIPE.replace(
                        "data = numbers",
                        "data { type = listed, values = [" + String.join(",", Collections.nCopies(count, "1"))
                                + "] }"));
    }

    /** Draws that end, in spite of what they promise. */
    private record Breaking(long last) implements DataSource {

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
                    if (index >= last) {
                        throw new DataException("images/7.png: is no image");
                    }
                }
            };
        }
    }

    @Test
    void refusesAFolderThatHoldsARunOrCannotBeWritten() throws InterruptedException, IOException {
        train(new TinyGan(), RunOptions.into(folder));
        Path file = Files.createFile(folder.resolveSibling("file"));

        assertThatThrownBy(() -> train(new TinyGan(), RunOptions.into(folder)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("folder " + folder + " holds a run already; resume that run, or choose another folder");
        assertThatThrownBy(() -> train(new TinyGan(), RunOptions.into(file)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("cannot write to folder " + file);
        assertThatThrownBy(() -> train(new TinyGan(), RunOptions.into(file.resolve("inside"))))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("cannot write to folder");
    }

    @Test
    void aFolderBelongsToOneRunAtATime() throws InterruptedException {
        CountDownLatch tried = new CountDownLatch(1);
        CountDownLatch saved = new CountDownLatch(1);
        TrainingListener holdsUp = event -> {
            if (event instanceof CheckpointWritten written && written.step() == 3) {
                saved.countDown();
                awaitQuietly(tried);
            }
        };
        TrainingRun first = runtime.start(
                runtime.plan(new TinyGan().recipe()), RunOptions.into(folder).with(holdsUp));
        saved.await();

        assertThatThrownBy(() -> train(new TinyGan(), RunOptions.resume(folder)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("the run in folder " + folder + " is still training; wait for its end, or stop it");
        tried.countDown();

        assertThat(first.await().outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(train(new TinyGan(), RunOptions.resume(folder)).outcome()).isEqualTo(Outcome.FINISHED);
    }

    @Test
    void failsWithOneSentenceWhereTheFolderGoesBad() throws InterruptedException {
        TrainingListener vandal = event -> {
            if (event instanceof CheckpointWritten written && written.step() == 6) {
                move(folder.resolve("checkpoints"), folder.resolve("moved"));
                write(folder.resolve("checkpoints"), "in the way");
            }
        };

        RunResult result = train(new TinyGan(), RunOptions.into(folder).with(vandal));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.step()).isEqualTo(9);
        assertThat(result.failure().orElseThrow())
                .hasMessageContaining("at step 9 the run cannot write its files: ")
                .hasMessageContaining("The last good checkpoint is");
        assertThat(folder.resolve("moved").toFile().list()).contains("step-00000006.gantry");
    }

    /** More samples than an array has elements: to draw them fails after step 4, whose last checkpoint is of step 3. */
    private RunResult drawingTooMany(TrainingListener listener) throws InterruptedException {
        return train(
                new TinyGan(),
                RunOptions.into(folder).withSampleCount(Integer.MAX_VALUE).with(listener));
    }

    @Test
    void keepsTheStepsBeforeWhatIsToldOfThemFails() throws InterruptedException {
        RunResult result = drawingTooMany(event -> {});

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.step()).isEqualTo(4);
        assertThat(result.checkpoint()).contains(folder.resolve("checkpoints/step-00000004.gantry"));
        assertThat(Checkpoints.find(folder).checkpoint().step()).isEqualTo(4);
    }

    @Test
    void tellsWhyItFailsAndNotWhyItsStepsCannotBeKept() throws InterruptedException {
        RunResult result = drawingTooMany(event -> {
            if (event instanceof CheckpointWritten written && written.step() == 3) {
                move(folder.resolve("checkpoints"), folder.resolve("moved"));
                write(folder.resolve("checkpoints"), "in the way");
            }
        });

        assertThat(result.step()).isEqualTo(4);
        TrainingException failure = result.failure().orElseThrow();
        assertThat(failure).hasMessageContaining("at step 4 the run failed: ");
        assertThat(requireNonNull(failure.getCause()).getSuppressed())
                .singleElement()
                .isInstanceOf(IOException.class);
    }

    @Test
    void trainsComponentsThatHeedNothing() throws InterruptedException {
        TinyGan gan = new TinyGan();
        gan.generator = new TrainingGraphsTest.ConstantGenerator(2);
        gan.optimizer = (parameters, gradient, learningRate, scope) -> parameters;
        gan.loss = new Loss() {
            @Override
            public Tensor critic(Scores scores) {
                return scores.fake().square().mean();
            }

            @Override
            public Tensor generator(Scores scores) {
                return Tensor.scalar(0);
            }
        };

        assertThat(train(gan, RunOptions.inMemory().with(event -> {})).failure())
                .isEmpty();
    }

    @Test
    void cancellingAtOnceLeavesACheckpointToGoOnFrom() throws InterruptedException {
        TinyGan gan = new TinyGan();
        gan.steps = 1_000_000;
        TrainingRun run = runtime.start(runtime.plan(gan.recipe()), RunOptions.into(folder));

        run.cancel();
        RunResult result = run.await();

        assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(run.result()).contains(result);
        assertThat(Checkpoints.find(folder).checkpoint().step()).isEqualTo(result.step());
    }

    /** Of a listener, after step 4, where none is due. */
    @Test
    void aCheckpointCanBeAskedFor() throws InterruptedException {
        TinyGan gan = new TinyGan();
        gan.keepCheckpoints = 10;
        List<TrainingEvent> events = new ArrayList<>();
        CompletableFuture<TrainingRun> begun = new CompletableFuture<>();

        begun.complete(runtime.start(
                runtime.plan(gan.recipe()), RunOptions.into(folder).with(event -> {
                    events.add(event);
                    if (event instanceof StepCompleted && event.step() == 4) {
                        begun.join().checkpoint();
                    }
                })));
        begun.join().await();

        assertThat(steps(events, CheckpointWritten.class)).containsExactly(3, 4, 6, 9, 12);
    }

    @Test
    void secondsOfTrainingGoOnWhereARunIsResumed() throws InterruptedException, IOException {
        TinyGan gan = new TinyGan();
        train(gan, RunOptions.into(folder));
        Path table = folder.resolve("metrics.csv");
        List<String> lines = Files.readAllLines(table);
        assertThat(lines.getFirst()).startsWith("step,seconds,");
        String last = lines.getLast().replaceFirst("^12,[^,]*", "12,5000.25");
        Files.write(
                table,
                Stream.concat(lines.subList(0, lines.size() - 1).stream(), Stream.of(last))
                        .toList());
        gan.steps = 14;

        train(gan, RunOptions.resume(folder));

        String resumed = Files.readAllLines(table).getLast();
        assertThat(resumed).startsWith("14,");
        assertThat(Double.parseDouble(resumed.split(",")[1])).isBetween(5000.25, 9000.0);
    }

    @Test
    void closingTheRuntimeEndsItsRuns() {
        TinyGan gan = new TinyGan();
        gan.steps = 1_000_000;
        TrainingRun run = runtime.start(runtime.plan(gan.recipe()), RunOptions.inMemory());

        runtime.close();

        assertThat(run.result().orElseThrow().outcome()).isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void plansWithoutWriting() {
        TrainingPlan plan = runtime.plan(TinyGan.withEverything().recipe());

        assertThat(plan.plan().programs().stream().map(program -> program.name()))
                .containsExactly("initialize", "critic-step", "generator-step", "sample");
        assertThat(plan.device()).isEqualTo("reference");
        assertThat(plan.sampleShape()).isEqualTo(TinyGan.SAMPLE);
        assertThat(folder).doesNotExist();
    }

    @Test
    void reportsEverythingThatIsWrongTogether() {
        TinyGan gan = new TinyGan();
        gan.device = "abacus";
        gan.critic = (samples, scope) -> {
            throw new ShapeException("takes images");
        };
        gan.metrics.put("modes", new Metric() {
            @Override
            public boolean appliesTo(Samples data) {
                return data.mixture().isPresent();
            }

            @Override
            public List<MetricValue> values() {
                return List.of(MetricValue.higherIsBetter("modes"));
            }

            @Override
            public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
                return Map.of();
            }
        });

        assertThat(problems(gan))
                .containsExactly(
                        "backend.device is 'abacus', and there are only [reference]",
                        "critic 'tanh' takes images",
                        "metrics.modes means nothing for this recipe's data; remove it");
    }

    @Test
    void reportsDataThatCannotBeOpened() {
        TinyGan missing = new TinyGan();
        missing.data = seed -> {
            throw new DataException("folder images does not exist");
        };
        TinyGan empty = new TinyGan();
        empty.data = new TinyGan.Numbers(0);

        assertThat(problems(missing)).containsExactly("data 'numbers' cannot be used: folder images does not exist");
        assertThat(problems(empty)).containsExactly("data 'numbers' has no samples");
    }

    private List<String> problems(TinyGan gan) {
        try (TrainingPlan plan = runtime.plan(gan.recipe())) {
            throw new AssertionError("planned " + plan);
        } catch (RecipeException e) {
            return e.problems().stream().map(Problem::message).toList();
        }
    }

    @Test
    void takesTheBestDeviceThatWorks() {
        TinyGan gan = new TinyGan();
        gan.device = "auto";
        try (TrainingRuntime devices = TinyGan.runtime(
                new Device("fast", 9, Optional.of("There is no driver."), 1 << 30),
                new Device("good", 5, Optional.empty(), 1 << 30))) {
            assertThat(devices.plan(gan.recipe()).device()).isEqualTo("good");
            gan.device = "reference";
            assertThat(devices.plan(gan.recipe()).device()).isEqualTo("reference");
            gan.device = "fast";
            assertThatThrownBy(() -> devices.plan(gan.recipe()))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("backend.device is 'fast', which cannot be used here: There is no driver.");
        }
    }

    @Test
    void refusesAPlanThatDoesNotFitTheMemory() {
        TinyGan gan = new TinyGan();
        long needed = Device.MEMORY.total();
        assertThat(needed).isEqualTo(10 + 20 + 30 + 40 + 50);
        try (TrainingRuntime devices = TinyGan.runtime(
                new Device("small", 1, Optional.empty(), needed - 1),
                new Device("enough", 1, Optional.empty(), needed))) {
            gan.device = "small";
            assertThatThrownBy(() -> devices.plan(gan.recipe()))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("MB of memory, and small has 0 MB");
            gan.device = "enough";
            assertThat(devices.plan(gan.recipe()).memory()).isEqualTo(Device.MEMORY);
        }
    }

    /** The reference backend under another name, and with other memory. */
    private record Device(String device, int rank, Optional<String> problem, long memory) implements BackendProvider {

        static final SessionMemory MEMORY = new SessionMemory(10, 20, 30, List.of(40L, 50L));

        @Override
        public Backend open() {
            return new Backend() {
                @Override
                public String description() {
                    return device;
                }

                @Override
                public long availableMemory() {
                    return memory;
                }

                @Override
                public SessionMemory memory(Plan plan) {
                    return MEMORY;
                }

                @Override
                public Session compile(Plan plan, long seed) {
                    return new ReferenceBackend().compile(plan, seed);
                }

                @Override
                public void close() {}
            };
        }
    }

    /** Every variable of a run's newest checkpoint, in the order of their names. */
    private static List<List<Double>> variables(Path run) {
        return new TreeMap<>(Checkpoints.find(run).checkpoint().variables())
                .values().stream()
                        .map(variable ->
                                Arrays.stream(variable.values()).boxed().toList())
                        .toList();
    }

    private static List<String> rowsWithoutRate(Path run) throws IOException {
        List<String> lines = Files.readAllLines(run.resolve("metrics.csv"));
        List<String> columns = List.of(lines.getFirst().split(","));
        Set<Integer> timed = Set.of(columns.indexOf("samples-per-second"), columns.indexOf("seconds"));
        return lines.stream()
                .map(line -> List.of(line.split(",", -1)))
                .map(cells -> IntStream.range(0, cells.size())
                        .filter(i -> !timed.contains(i))
                        .mapToObj(cells::get)
                        .toList()
                        .toString())
                .toList();
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
