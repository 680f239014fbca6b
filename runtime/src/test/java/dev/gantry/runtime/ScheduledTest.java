package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.ScheduleProvider;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.SamplesDrawn;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Labels;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Player;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackendProvider;
import dev.gantry.optimizers.Adam;
import dev.gantry.optimizers.Sgd;
import dev.gantry.priors.Normal;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Reason;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.recipe.TrainingSettings.CriticWarmUp;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.Checkpoints;
import dev.gantry.schedules.By;
import dev.gantry.schedules.Cosine;
import dev.gantry.schedules.Linear;
import dev.gantry.schedules.Stepwise;
import dev.gantry.schemes.Alternating;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that change from step to step, wherever a component has them. */
class ScheduledTest {

    private static final String HERE = ScheduledTest.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toString();

    private static final Schedule FALLING = new Linear(0.9, 0.1, Optional.empty(), By.STEPS, 0);

    private final TrainingRuntime runtime = TinyGan.runtime();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        runtime.close();
    }

    /** A weight on the critic's parameters. */
    record Decay(Schedule weight) implements LipschitzConstraint {

        Decay {
            weight = Require.notNegative("weight", weight);
        }

        @Override
        public Optional<Tensor> penalty(PlayerStep step) {
            return Optional.of(
                    step.parameters().flat().square().sum().mul(step.scope().scheduled("weight", weight)));
        }
    }

    record Noise(Schedule stddev) implements Regularizer.CriticInput {

        @Override
        public Tensor criticInput(Tensor samples, Tensor progress, Scope scope) {
            return samples.add(scope.normal("noise", samples.shape()).mul(scope.scheduled("stddev", stddev)));
        }
    }

    /** {@code z w}, so many times as large. */
    record Scaled(Schedule scale) implements Generator {

        @Override
        public Shape latentShape() {
            return Shape.of(2);
        }

        @Override
        public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
            return latent.mul(scope.parameter("w", sampleShape, Initializer.ONES))
                    .mul(scope.scheduled("scale", scale));
        }
    }

    private static TinyGan decaying(Schedule weight) {
        TinyGan gan = new TinyGan();
        gan.constraints.put("decay", new Decay(weight));
        gan.keepCheckpoints = 10;
        return gan;
    }

    private Map<String, double[]> trained(TinyGan gan, RunOptions options, Path into) throws InterruptedException {
        assertThat(runtime.start(runtime.plan(gan.recipe()), options).await().failure())
                .isEmpty();
        return variables(into);
    }

    private static Map<String, double[]> variables(Path checkpoint) {
        Map<String, double[]> values = new TreeMap<>();
        Checkpoints.find(checkpoint)
                .checkpoint()
                .variables()
                .forEach((name, variable) -> values.put(name, variable.values()));
        return values;
    }

    @Test
    void aWeightThatStepsIsOneWeightAndThenAnother() throws InterruptedException {
        Path stepped = folder.resolve("stepped");
        Path first = folder.resolve("first");
        Schedule schedule = new Stepwise(0.5, 0.2, Optional.empty(), List.of(6L), By.STEPS, 0);

        Map<String, double[]> found = trained(decaying(schedule), RunOptions.into(stepped), stepped);
        Path sixth = first.resolve("checkpoints/step-00000006.gantry");
        Map<String, double[]> unchanged = trained(decaying(Schedule.constant(0.5)), RunOptions.into(first), first);
        Map<String, double[]> expected = trained(decaying(Schedule.constant(0.1)), RunOptions.resume(sixth), first);

        assertClose(variables(stepped.resolve("checkpoints/step-00000006.gantry")), variables(sixth));
        assertClose(found, expected);
        assertThat(found.get("critic/parameters"))
                .as("the weight counts")
                .isNotEqualTo(unchanged.get("critic/parameters"));
        assertThat(found.keySet()).as("nothing of it is kept").noneMatch(name -> name.contains("weight"));
    }

    /** To the last bits, in which a constant may be part of others. */
    private static void assertClose(Map<String, double[]> found, Map<String, double[]> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((name, values) -> assertThat(values)
                .as(name)
                .containsExactly(Optional.ofNullable(expected.get(name)).orElseThrow(), within(1e-9)));
    }

    private static TinyGan withEverythingScheduled() {
        TinyGan gan = decaying(new Cosine(0.5, 0, Optional.of(40L), By.SAMPLES, 8));
        gan.regularizers.put("noise", new Noise(FALLING));
        gan.optimizer = new Adam(FALLING, new Linear(0.9, 0.99, Optional.empty(), By.STEPS, 0), 1e-8);
        gan.emaDecays = FALLING;
        return gan;
    }

    @Test
    void aRunThatIsResumedHasTheNumbersOfOneThatWasNot() throws InterruptedException {
        Path whole = folder.resolve("whole");
        Path resumed = folder.resolve("resumed");
        Map<String, double[]> expected = trained(withEverythingScheduled(), RunOptions.into(whole), whole);
        trained(withEverythingScheduled(), RunOptions.into(resumed), resumed);

        Map<String, double[]> found = trained(
                withEverythingScheduled(),
                RunOptions.resume(resumed.resolve("checkpoints/step-00000006.gantry")),
                resumed);

        assertThat(found).containsAllEntriesOf(expected).hasSameSizeAs(expected);
    }

    @Test
    void theAverageKeepsWhatTheScheduleSays() {
        TinyGan gan = new TinyGan();
        gan.emaDecays = new Linear(0.5, 0, Optional.empty(), By.STEPS, 0);

        // At most (step + 1) / (step + 10), and a half that falls to 0 over 12 steps.
        assertThat(gan.recipe().settings().averageDecay(gan.recipe().progress(0)))
                .isEqualTo(0.1);
        assertThat(gan.recipe().settings().averageDecay(gan.recipe().progress(6)))
                .isEqualTo(0.25);
        assertThat(gan.recipe().settings().ema().averages()).isTrue();
    }

    @Test
    void samplesAreThoseThatTheCriticHasSeen() {
        TinyGan gan = new TinyGan();
        gan.nCritic = 2;
        gan.criticWarmUp = new CriticWarmUp(3, 5, 4);

        // Steps 0, 1, 2, 4 and 8 have five updates of the critic, the others two, each with four samples.
        assertThat(gan.recipe().progress(0)).isEqualTo(new Progress(0, 12, 0, 4 * (5 * 5 + 7 * 2)));
        assertThat(gan.recipe().progress(2).samples()).isEqualTo(4 * (2 * 5));
        assertThat(gan.recipe().progress(4).samples()).isEqualTo(4 * (3 * 5 + 2));
        assertThat(gan.recipe().progress(5).samples()).isEqualTo(4 * (4 * 5 + 2));
        assertThat(gan.recipe().progress(9).samples()).isEqualTo(4 * (5 * 5 + 4 * 2));
    }

    @Test
    void aNumberOutOfItsRangeIsRefusedBeforeTraining() {
        assertThatThrownBy(() -> runtime.plan(decaying(new Linear(1, -1, Optional.of(8L), By.STEPS, 0))
                        .recipe()))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("'constraints.decay.weight' must be at least 0, found -0.25")
                .hasMessageEndingWith("in step 6");

        TinyGan fast = new TinyGan();
        fast.optimizer = new Sgd(new Linear(0, 1, Optional.of(5L), By.STEPS, 0), false);
        assertThatThrownBy(() -> runtime.plan(fast.recipe()))
                .hasMessageContaining("'optimizer.critic.momentum' must be from 0 to below 1, found 1.0 in step 6");

        TinyGan averaged = new TinyGan();
        averaged.emaDecays = new Linear(0, 2, Optional.empty(), By.STEPS, 0);
        assertThatThrownBy(() -> runtime.plan(averaged.recipe()))
                .hasMessageContaining("'ema.decay' must be from 0 to below 1, found 1.0 in step 7");

        TinyGan odd = decaying(Schedule.constant(1));
        odd.regularizers.put("noise", new Noise(progress -> progress.step() == 3 ? Double.NaN : 1));
        assertThatThrownBy(() -> runtime.plan(odd.recipe()))
                .hasMessageContaining("'regularizers.noise.stddev' must be a finite number, found NaN in step 4");
    }

    @Test
    void whatAScheduleThrowsWhileItIsTriedIsToldAsItsOwn() {
        for (String key : List.of("constraints.decay.weight", "optimizer.generator.learning-rate")) {
            for (Throwable error :
                    List.of(new UnsupportedOperationException("no clock"), new IllegalArgumentException("no clock"))) {
                Schedule failing = progress -> {
                    if (progress.step() == 3) {
                        throw (RuntimeException) error;
                    }
                    return 1;
                };
                TinyGan gan = key.startsWith("constraints") ? decaying(failing) : new TinyGan();
                if (key.startsWith("optimizer")) {
                    gan.learningRates = Optional.of(failing);
                }
                assertThatThrownBy(() -> runtime.plan(gan.recipe()))
                        .isInstanceOf(RecipeException.class)
                        .hasMessageContaining(key + " of " + HERE + " failed: " + Reason.of(error) + " in step 4");
            }
        }
    }

    @Test
    void aCriticAloneHasTheNumbersOfItsUpdate() throws InterruptedException {
        TinyGan gan = decaying(new Stepwise(0.5, 0, Optional.empty(), List.of(1L), By.STEPS, 0));
        try (Samples real = gan.data.open(1);
                CriticTraining critic = runtime.critic(gan.recipe(), real, real)) {
            assertThat(critic.update(1).get("critic/decay")).isPositive();
            assertThat(critic.update(1).get("critic/decay")).isZero();
        }
    }

    @Test
    void aLoadedGeneratorHasTheNumbersOfItsLastStep() throws IOException, InterruptedException {
        GeneratorProvider generator = () ->
                Component.of(() -> new Scaled(new Linear(1, 3, Optional.empty(), By.STEPS, 0)), "scaled", "Help.");
        CriticProvider critic = () -> Component.of(TinyGan.TanhCritic::new, "tanh", "Help.");
        LossProvider loss = () -> Component.of(TinyGan.Wasserstein::new, "mean-scores", "Help.");
        DataSourceProvider numbers = () -> Component.of(() -> new TinyGan.Numbers(10), "numbers", "Help.");
        Components components = Components.given(
                List.of(generator, critic, loss, numbers, Adam.provider(), Normal.provider(), Alternating.provider()),
                List.of(new ReferenceBackendProvider()));
        Path recipe = Files.writeString(
                folder.resolve("scaled.conf"),
                TinyGan.RECIPE
                        .replace("generator = linear", "generator = scaled")
                        .replace("constraints { slope {} }", ""));
        Path run = folder.resolve("run");
        List<TrainingEvent> events = new ArrayList<>();
        try (TrainingRuntime here =
                TrainingRuntime.builder().components(components).build()) {
            here.start(
                            here.plan(recipe, List.of("ema.decay=0", "optimizer.generator.learning-rate=0")),
                            RunOptions.into(run).withSampleCount(1).with(events::add))
                    .await();
            float[] drawn = ((SamplesDrawn) events.stream()
                            .filter(event -> event instanceof SamplesDrawn && event.step() == 12)
                            .findFirst()
                            .orElseThrow())
                    .samples();
            try (TrainedGenerator loaded = here.load(run)) {
                float[] one = loaded.generate(new float[] {1, -1});
                // The generator is as it began, and in the twelfth step of 12 the scale is 1 + 2 * 11 / 12.
                assertThat((double) one[0]).isEqualTo(1 + 22 / 12.0, within(1e-6));
                assertThat((double) one[1]).isEqualTo(-1 - 22 / 12.0, within(1e-6));
            }
            assertThat(drawn).hasSize(2);
            for (int i = 0; i < 2; i++) {
                double latent = Philox.normal(Philox.key(7, "samples"), 0, i);
                assertThat((double) drawn[i]).isEqualTo(latent * (1 + 22 / 12.0), within(1e-5));
            }
        }
    }

    @Test
    void whatAScheduleThrowsIsToldAsItsOwn() {
        ScheduleProvider broken = () -> Component.of(ScheduledTest::broken, "broken", "Help.");
        Components components = TinyGan.components(List.of(new ReferenceBackendProvider()), broken);

        assertThatThrownBy(() -> RecipeReader.read(
                        "tiny", TinyGan.RECIPE, List.of("optimizer.generator.learning-rate=broken"), components))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(
                        "'optimizer.generator.learning-rate': schedule 'broken' of the application failed:"
                                + " UnsupportedOperationException: no clock");
    }

    @Test
    void whatAScheduleThrowsWhereItIsAskedIsToldAsItsOwn() {
        ScheduleProvider unsure = () -> Component.of(Unsure::new, "unsure", "Help.");
        ScheduleProvider late = () -> Component.of(Late::new, "late", "Help.");
        Components components = TinyGan.components(List.of(new ReferenceBackendProvider()), unsure, late);

        for (String key : List.of("learning-rate", "beta1")) {
            assertThatThrownBy(() -> RecipeReader.read(
                            "tiny", TinyGan.RECIPE, List.of("optimizer.generator." + key + "=unsure"), components))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("'optimizer.generator." + key
                            + "': schedule 'unsure' of the application failed: UnsupportedOperationException: no idea");
            assertThatThrownBy(() -> RecipeReader.read(
                            "tiny", TinyGan.RECIPE, List.of("optimizer.generator." + key + "=late"), components))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("'optimizer.generator." + key
                            + "': schedule 'late' of the application failed: the beta1 of this hour is gone");
        }
    }

    @Test
    void aScheduleThatIsNothingIsToldAsItsOwn() {
        ScheduleProvider nothing =
                () -> new Component<>("nothing", "Help.", ConfigFactory.empty(), (settings, parts) -> null);
        ScheduleProvider hollow = () -> Component.of(() -> null, "hollow", "Help.");
        Components components = TinyGan.components(List.of(new ReferenceBackendProvider()), nothing, hollow);

        for (String name : List.of("nothing", "hollow")) {
            assertThatThrownBy(() -> RecipeReader.read(
                            "tiny", TinyGan.RECIPE, List.of("optimizer.generator.beta1=" + name), components))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("'optimizer.generator.beta1': schedule '" + name
                            + "' of the application failed: it makes nothing");
        }
    }

    /** Does not know whether it changes. */
    private record Unsure() implements Schedule {

        @Override
        public double at(Progress progress) {
            return 0;
        }

        @Override
        public boolean isConstant() {
            throw new UnsupportedOperationException("no idea");
        }
    }

    /** Has no number. */
    private record Late() implements Schedule {

        @Override
        public double at(Progress progress) {
            throw new IllegalArgumentException("the beta1 of this hour is gone");
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    private static Schedule broken() {
        throw new UnsupportedOperationException("no clock");
    }

    /** A weight that fails in the eighth step of a run, and not while it is tried before. */
    private static TinyGan failingLater(AtomicBoolean trains, Supplier<Double> failing) {
        return decaying(progress -> trains.get() && progress.step() == 7 ? failing.get() : 0.5);
    }

    private String failure(TinyGan gan, AtomicBoolean trains, RunOptions options) throws InterruptedException {
        TrainingPlan plan = runtime.plan(gan.recipe());
        trains.set(true);
        RunResult result = runtime.start(plan, options).await();
        trains.set(false);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        return String.valueOf(result.failure().orElseThrow().getMessage());
    }

    @Test
    void aScheduleThatFailsLaterEndsTheRunAfterACheckpointOfTheLastStep() throws InterruptedException {
        AtomicBoolean trains = new AtomicBoolean();
        Path whole = folder.resolve("whole");
        Path failed = folder.resolve("failed");
        TinyGan gan = failingLater(trains, () -> {
            throw new UnsupportedOperationException("no clock");
        });
        Map<String, double[]> expected = trained(gan, RunOptions.into(whole), whole);

        assertThat(failure(gan, trains, RunOptions.into(failed)))
                .startsWith("at step 7 the run cannot go on: for step 8 constraints.decay.weight of ")
                .contains(HERE + " failed: UnsupportedOperationException: no clock (recipe 'tiny')")
                .endsWith("The last good checkpoint is " + failed.resolve("checkpoints/step-00000007.gantry"));
        Map<String, double[]> found = trained(gan, RunOptions.resume(failed), failed);
        assertThat(found).containsAllEntriesOf(expected).hasSameSizeAs(expected);
    }

    @Test
    void whatAScheduleThrewIsLoggedWithItsTrace() throws InterruptedException {
        AtomicBoolean trains = new AtomicBoolean();
        List<Throwable> logged = new ArrayList<>();
        UnsupportedOperationException thrown = new UnsupportedOperationException("no clock");
        TinyGan gan = failingLater(trains, () -> {
            throw thrown;
        });

        try (Recorded _ = Recorded.thrownIn(TrainingLoop.class, logged::add)) {
            failure(gan, trains, RunOptions.inMemory());
        }

        assertThat(logged).singleElement().satisfies(e -> assertThat(e).hasRootCause(thrown));
    }

    @Test
    void aScheduleThatLeavesItsRangeLaterIsNamed() throws InterruptedException {
        AtomicBoolean trains = new AtomicBoolean();

        assertThat(failure(failingLater(trains, () -> -1.0), trains, RunOptions.inMemory()))
                .startsWith("at step 7 the run cannot go on: for step 8 'constraints.decay.weight' must be at least 0,"
                        + " found -1.0 (recipe 'tiny')");

        TinyGan fast = new TinyGan();
        fast.learningRates = Optional.of(progress -> trains.get() && progress.step() == 2 ? -1 : 0.1);
        assertThat(failure(fast, trains, RunOptions.inMemory()))
                .startsWith("at step 2 the run cannot go on: for step 3 'optimizer.critic.learning-rate' must be at"
                        + " least 0, found -1.0");
    }

    /** One layer. */
    record Layered() implements Critic {

        @Override
        public Tensor score(Tensor samples, Scope scope) {
            Tensor weight = scope.parameter("weight", Shape.of(2, 4), Initializer.normal(0, 0.3));
            return scope.layer("features", samples.matmul(weight))
                    .sum(1)
                    .reshape(samples.shape().size(0));
        }
    }

    /** Scales the layers of both networks. */
    record InLayers(Schedule scale) implements Regularizer.LayerChange {

        @Override
        public Tensor layer(Player player, String layer, Tensor value, int reference, Scope scope) {
            return value.mul(scope.scheduled("scale", scale));
        }
    }

    /** Scales scores. */
    record OfScores(Schedule scale) implements Condition.ScoreChange {

        @Override
        public Tensor score(
                Tensor score, Tensor features, Optional<Tensor> head, Optional<Labels> labels, Scope scope) {
            return score.mul(scope.scheduled("scale", scale));
        }
    }

    @Test
    void whoHasAScheduleIsNamedWhereverItAsksForIt() throws InterruptedException {
        AtomicBoolean trains = new AtomicBoolean();
        Schedule later = progress -> trains.get() && progress.step() == 2 ? thrown("no clock") : 1;
        TinyGan layers = new TinyGan();
        layers.critic = new Layered();
        layers.regularizers.put("in-layers", new InLayers(later));
        TinyGan scores = new TinyGan();
        scores.critic = new Layered();
        scores.conditions.put("of-scores", new OfScores(later));
        TinyGan network = new TinyGan();
        network.generator = new Scaled(later);
        TinyGan optimizer = new TinyGan();
        optimizer.optimizer = new Adam(progress -> later.at(progress) / 2, Schedule.constant(0.9), 1e-8);

        assertThat(failure(layers, trains, RunOptions.inMemory()))
                .contains("for step 3 regularizers.in-layers.scale of ");
        assertThat(failure(scores, trains, RunOptions.inMemory()))
                .contains("for step 3 conditions.of-scores.scale of ");
        assertThat(failure(network, trains, RunOptions.inMemory())).contains("for step 3 generator.scale of ");
        assertThat(failure(optimizer, trains, RunOptions.inMemory())).contains("for step 3 optimizer.critic.beta1 of ");
    }

    private static double thrown(String message) {
        throw new UnsupportedOperationException(message);
    }

    /** Noise that is never as much as another number. */
    record Bounded(Schedule stddev, Schedule most) implements Regularizer.CriticInput {

        Bounded {
            stddev = Require.below("stddev", stddev, "most", most);
        }

        @Override
        public Tensor criticInput(Tensor samples, Tensor progress, Scope scope) {
            return samples.add(scope.normal("noise", samples.shape()).mul(scope.scheduled("stddev", stddev)));
        }
    }

    @Test
    void twoSchedulesThatCrossAreRefusedBeforeTrainingAndWhereTheyDo() throws InterruptedException {
        TinyGan gan = new TinyGan();
        Schedule rising = new Linear(0, 1, Optional.empty(), By.STEPS, 0);
        gan.regularizers.put("noise", new Bounded(rising, FALLING));
        // i / 12 and 0.9 - 0.8 i / 12 cross after i = 6.
        assertThatThrownBy(() -> runtime.plan(gan.recipe()))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("'regularizers.noise.stddev' must be less than 'most', which is 0.5")
                .hasMessageContaining("found 0.5")
                .hasMessageEndingWith("in step 7");

        AtomicBoolean trains = new AtomicBoolean();
        gan.regularizers.put(
                "noise",
                new Bounded(Schedule.constant(0.5), progress -> trains.get() && progress.step() == 4 ? 0.25 : 1));
        assertThat(failure(gan, trains, RunOptions.inMemory()))
                .startsWith("at step 4 the run cannot go on: for step 5 'regularizers.noise.stddev' must be less than"
                        + " 'most', which is 0.25, found 0.5");
    }

    @Test
    void ofTwoSchedulesThatMustNotCrossTheOneThatFailsIsNamed() throws InterruptedException {
        AtomicBoolean trains = new AtomicBoolean();
        Schedule later = progress -> trains.get() && progress.step() == 4 ? thrown("no clock") : 1;
        TinyGan gan = new TinyGan();
        gan.regularizers.put("noise", new Bounded(Schedule.constant(0.5), later));
        assertThat(failure(gan, trains, RunOptions.inMemory()))
                .contains(
                        "for step 5 'regularizers.noise.most' must be a number in every step, and its schedule failed:"
                                + " java.lang.UnsupportedOperationException: no clock");

        Schedule negative = progress -> trains.get() && progress.step() == 4 ? -1 : 1;
        gan.regularizers.put("noise", new Bounded(Schedule.constant(0.5), Require.notNegative("most", negative)));
        assertThat(failure(gan, trains, RunOptions.inMemory()))
                .contains("for step 5 'regularizers.noise.most' must be at least 0, found -1.0");
    }
}
