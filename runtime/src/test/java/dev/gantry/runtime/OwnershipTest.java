package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.SamplesDrawn;
import dev.gantry.core.run.TrainingEvent.StepCompleted;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.core.tensor.PlanningInterruptedException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.run.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is opened is closed, and a run ends before what it runs on. */
final class OwnershipTest {

    /** What happened to data, backend and sessions, in order. */
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private final OpenResources open = new OpenResources();
    private final Device device = new Device();
    private final TrainingRuntime runtime = runtime(Duration.ofMillis(1));

    @AfterEach
    void close() {
        runtime.close();
    }

    private TrainingRuntime runtime(Duration patience) {
        return new TrainingRuntime(Components.given(List.of(), List.of(device)), open, patience);
    }

    private TinyGan gan() {
        TinyGan gan = new TinyGan();
        gan.device = "device";
        gan.steps = 1_000_000;
        gan.data = new Data();
        return gan;
    }

    /** The numbers, which can fail. */
    private final class Data implements DataSource {

        private boolean failsToClose;

        @Override
        public Samples open(long seed) {
            Samples numbers = new TinyGan.Numbers(10).open(seed);
            log.add("data opened");
            return new Samples() {
                @Override
                public Shape shape() {
                    return numbers.shape();
                }

                @Override
                public OptionalLong size() {
                    return numbers.size();
                }

                @Override
                public void read(long index, float[] target, int offset) {
                    numbers.read(index, target, offset);
                }

                @Override
                public void close() {
                    log.add("data closed");
                    if (failsToClose) {
                        throw new IllegalStateException("the data cannot be closed");
                    }
                }
            };
        }
    }

    /** The reference backend, which can fail. */
    private final class Device implements BackendProvider, Backend {

        private Optional<String> problem = Optional.empty();
        private boolean breaks;
        private boolean sessionBreaks;

        @Override
        public String device() {
            return "device";
        }

        @Override
        public int rank() {
            return 1;
        }

        @Override
        public Optional<String> problem() {
            return problem;
        }

        @Override
        public Backend open() {
            log.add("backend opened");
            return this;
        }

        @Override
        public String description() {
            return "device";
        }

        @Override
        public long availableMemory() {
            if (breaks) {
                throw new StackOverflowError("no memory");
            }
            return 1 << 30;
        }

        @Override
        public Session compile(Plan plan, long seed) {
            Session session = new ReferenceBackend().compile(plan, seed);
            log.add("session opened");
            return new Session() {
                @Override
                public void run(String program, long step) {
                    if (sessionBreaks) {
                        throw new StackOverflowError("no session");
                    }
                    session.run(program, step);
                }

                @Override
                public void write(String variable, double[] values) {
                    if (sessionBreaks) {
                        throw new StackOverflowError("no session");
                    }
                    session.write(variable, values);
                }

                @Override
                public void write(String variable, float[] values) {
                    session.write(variable, values);
                }

                @Override
                public double[] read(String variable) {
                    return session.read(variable);
                }

                @Override
                public void read(String variable, float[] target) {
                    session.read(variable, target);
                }

                @Override
                public void read(String variable, int first, double[] target) {
                    session.read(variable, first, target);
                }

                @Override
                public void close() {
                    session.close();
                    log.add("session closed");
                }
            };
        }

        @Override
        public void close() {
            log.add("backend closed");
        }
    }

    /** Blocks at the first step until it is interrupted, or until it is let go where it heeds no interrupt. */
    private static final class Blocking implements TrainingListener {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final boolean heedsInterrupts;
        private volatile boolean interrupted;

        Blocking(boolean heedsInterrupts) {
            this.heedsInterrupts = heedsInterrupts;
        }

        @Override
        public void on(TrainingEvent event) {
            boolean waits = event instanceof StepCompleted completed && completed.step() == 1;
            while (waits) {
                try {
                    reached.countDown();
                    goOn.await();
                    waits = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                    waits = !heedsInterrupts;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aPlanEndsItsRunsBeforeItCloses() {
        TrainingRun run;
        try (TrainingPlan plan = runtime.plan(gan().recipe())) {
            run = runtime.start(plan, RunOptions.inMemory());
        }
        assertThat(run.result().orElseThrow().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(log)
                .containsExactly(
                        "data opened",
                        "backend opened",
                        "session opened",
                        "session closed",
                        "backend closed",
                        "data closed");
    }

    @Test
    void anInterruptedThreadClosesAPlanAfterItsRun() {
        TrainingRun run;
        boolean interrupted;
        try (TrainingPlan plan = runtime.plan(gan().recipe())) {
            run = runtime.start(plan, RunOptions.inMemory());
            Thread.currentThread().interrupt();
            assertThatThrownBy(run::await).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
        } finally {
            interrupted = Thread.interrupted();
        }
        assertThat(interrupted).isTrue();
        assertThat(run.result().orElseThrow().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(log).endsWith("session closed", "backend closed", "data closed");
    }

    @Test
    void aListenerMayCloseThePlan() throws InterruptedException {
        TrainingPlan plan = runtime.plan(gan().recipe());
        TrainingRun run = runtime.start(plan, RunOptions.inMemory().with(event -> {
            if (event instanceof StepCompleted) {
                plan.close();
            }
        }));
        assertThat(run.await().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(log).endsWith("session closed", "backend closed", "data closed");
    }

    @Test
    void aListenerThatBlocksIsInterruptedAndItsRunEndsWell() throws InterruptedException {
        Blocking blocking = new Blocking(true);
        TrainingPlan plan = runtime.plan(gan().recipe());
        TrainingRun run = runtime.start(plan, RunOptions.inMemory().with(blocking));
        blocking.reached.await();
        plan.close();
        assertThat(run.await().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(blocking.interrupted).isTrue();
    }

    @Test
    void aListenerThatHeedsNothingIsNotWaitedForAndNothingIsClosedUnderItsRun() throws InterruptedException {
        Blocking blocking = new Blocking(false);
        TrainingRun run = runtime.start(
                runtime.plan(gan().recipe()), RunOptions.inMemory().with(blocking));
        blocking.reached.await();
        runtime.close();
        assertThat(run.result()).isEmpty();
        assertThat(log).doesNotContain("session closed", "backend closed", "data closed");
        blocking.goOn.countDown();
        assertThat(run.await().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(log).endsWith("session closed", "backend closed", "data closed");
    }

    @Test
    void whatIsClosedBeginsNothing(@TempDir Path folder) throws InterruptedException {
        TrainingPlan plan = runtime.plan(gan().recipe());
        plan.close();
        Path run = folder.resolve("run");
        assertThatThrownBy(() -> runtime.start(plan, RunOptions.into(run)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the plan of 'tiny' is closed; plan its recipe again");
        assertThat(run).doesNotExist();
        TrainingPlan other = runtime.plan(gan().recipe());
        runtime.close();
        log.clear();
        Samples samples = Samples.of(TinyGan.SAMPLE, new float[8]);
        assertThatThrownBy(() -> runtime.plan(gan().recipe())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> runtime.start(other, RunOptions.inMemory())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> runtime.load(folder)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> runtime.critic(gan().recipe(), samples, samples))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the runtime is closed; build another one");
        assertThat(log).isEmpty();
    }

    @Test
    void aRuntimeClosedWhileItPlansKeepsNothingOpen() {
        TinyGan gan = gan();
        gan.data = seed -> {
            runtime.close();
            return new Data().open(seed);
        };
        assertThatThrownBy(() -> runtime.plan(gan.recipe())).isInstanceOf(IllegalStateException.class);
        assertThat(log).containsExactly("data opened", "backend opened", "backend closed", "data closed");
    }

    @Test
    void aPlanThatCannotBeMadeKeepsNothingOpen() {
        device.breaks = true;
        assertThatThrownBy(() -> runtime.plan(gan().recipe())).isInstanceOf(StackOverflowError.class);
        assertThat(log).containsExactly("data opened", "backend opened", "backend closed", "data closed");
    }

    @Test
    void planningThatIsInterruptedKeepsNothingOpen() {
        Thread.currentThread().interrupt();
        boolean interrupted;
        try {
            assertThatThrownBy(() -> runtime.plan(gan().recipe())).isInstanceOf(PlanningInterruptedException.class);
        } finally {
            interrupted = Thread.interrupted();
        }
        assertThat(interrupted).isTrue();
        assertThat(log).contains("data opened").endsWith("data closed");
    }

    @Test
    void aCriticThatCannotStartKeepsNothingOpen() throws InterruptedException {
        device.sessionBreaks = true;
        Samples samples = Samples.of(TinyGan.SAMPLE, new float[8]);
        assertThatThrownBy(() -> runtime.critic(gan().recipe(), samples, samples))
                .isInstanceOf(StackOverflowError.class);
        assertThat(log).containsExactly("backend opened", "session opened", "session closed", "backend closed");
        assertNoThread("gantry-data");
        assertThat(open.count()).isZero();
    }

    @Test
    void closingGoesOnAfterAFailure() {
        Data broken = new Data();
        broken.failsToClose = true;
        TinyGan gan = gan();
        runtime.plan(gan.recipe());
        gan.data = broken;
        runtime.plan(gan.recipe());
        log.clear();
        assertThatThrownBy(runtime::close).hasMessage("the data cannot be closed");
        assertThat(log).containsExactly("backend closed", "data closed", "backend closed", "data closed");
    }

    @Test
    void samplesAreNobodyElsesToChange() throws InterruptedException {
        TinyGan gan = gan();
        gan.steps = 4;
        List<float[]> seen = new ArrayList<>();
        TrainingListener vandal = event -> {
            if (event instanceof SamplesDrawn drawn) {
                seen.add(drawn.samples());
                Arrays.fill(drawn.samples(), Float.NaN);
            }
        };
        TrainingListener other = event -> {
            if (event instanceof SamplesDrawn drawn) {
                assertThat(drawn.samples()).containsExactly(seen.getLast());
                assertThat(drawn.samples()).doesNotContain(Float.NaN);
                seen.clear();
            }
        };
        runtime.start(
                        runtime.plan(gan.recipe()),
                        RunOptions.inMemory().with(vandal).with(other))
                .await();
        assertThat(seen).isEmpty();
    }

    /** Fails the first and the third time. */
    private static final class Moody implements Metric {

        private int times;

        @Override
        public int sampleCount() {
            return 4;
        }

        @Override
        public List<MetricValue> values() {
            return List.of(MetricValue.higherIsBetter("mood"));
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            times++;
            if (times % 2 == 1) {
                throw new IllegalStateException("no mood");
            }
            return Map.of("mood", 5.0);
        }
    }

    @Test
    void aMetricThatThrowsCostsItsValueAlone(@TempDir Path folder) throws InterruptedException, IOException {
        TinyGan gan = gan();
        gan.steps = 12;
        gan.metrics.put("moody", new Moody());
        gan.metrics.put("mean", new TinyGan.Mean());
        List<MetricsMeasured> rows = new ArrayList<>();
        List<String> told = Recorded.during(Mishaps.class, () -> {
            RunResult result = runtime.start(
                            runtime.plan(gan.recipe()),
                            RunOptions.into(folder.resolve("run")).with(event -> {
                                if (event instanceof MetricsMeasured row && row.step() % 4 == 0) {
                                    rows.add(row);
                                }
                            }))
                    .await();
            assertThat(result.outcome()).isEqualTo(Outcome.FINISHED);
        });
        assertThat(rows).extracting(row -> row.values().containsKey("mood")).containsExactly(false, true, false);
        assertThat(rows).allSatisfy(row -> assertThat(row.values()).containsKey("mean-value"));
        assertThat(measured(folder.resolve("run/metrics.csv"), "mood")).containsExactly("", "5.0", "");
        assertThat(told)
                .containsExactly(
                        "Metric moody failed at step 4, and the run goes on: java.lang.IllegalStateException: no mood",
                        "Metric moody failed 2 times");
    }

    /** Two values, of which one is NaN at the first time, and infinite at the second. */
    private static final class Undefined implements Metric {

        private final Queue<Double> ratios = new ArrayDeque<>(List.of(Double.NaN, Double.POSITIVE_INFINITY, 1.5));

        @Override
        public List<MetricValue> values() {
            return List.of(MetricValue.higherIsBetter("ratio"), MetricValue.higherIsBetter("count"));
        }

        @Override
        public int sampleCount() {
            return 4;
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            return Map.of("ratio", ratios.remove(), "count", 4.0);
        }
    }

    @Test
    void aMetricThatIsNotANumberCostsItsValueAlone(@TempDir Path folder) throws InterruptedException, IOException {
        TinyGan gan = gan();
        gan.steps = 12;
        gan.metrics.put("undefined", new Undefined());
        List<String> told = Recorded.during(Mishaps.class, () -> {
            RunResult result = runtime.start(runtime.plan(gan.recipe()), RunOptions.into(folder.resolve("run")))
                    .await();
            assertThat(result.outcome()).isEqualTo(Outcome.FINISHED);
        });
        assertThat(measured(folder.resolve("run/metrics.csv"), "ratio")).containsExactly("", "Infinity", "1.5");
        assertThat(measured(folder.resolve("run/metrics.csv"), "count")).containsExactly("4.0", "4.0", "4.0");
        assertThat(told)
                .containsExactly("Metric undefined failed at step 4, and the run goes on:"
                        + " java.lang.ArithmeticException: NaN as ratio");
    }

    /** A column at the steps of metrics. */
    private static List<String> measured(Path file, String column) throws IOException {
        List<String> table = Files.readAllLines(file);
        int index = List.of(table.getFirst().split(",")).indexOf(column);
        return table.stream()
                .filter(row -> row.matches("(4|8|12),.*"))
                .map(row -> row.split(",", -1)[index])
                .toList();
    }

    @Test
    void aListenerThatThrowsIsToldOnceAndCounted() throws InterruptedException, IOException {
        TinyGan gan = gan();
        gan.steps = 3;
        TrainingListener broken = new TrainingListener() {
            @Override
            public void on(TrainingEvent event) {
                if (event instanceof StepCompleted) {
                    throw new IllegalStateException("broken");
                }
            }

            @Override
            public String toString() {
                return "that breaks";
            }
        };
        assertThat(Recorded.during(
                        Mishaps.class,
                        () -> runtime.start(
                                        runtime.plan(gan.recipe()),
                                        RunOptions.inMemory().with(broken))
                                .await()))
                .containsExactly(
                        "Listener that breaks failed at step 1, and the run goes on: java.lang.IllegalStateException:"
                                + " broken",
                        "Listener that breaks failed 3 times");
    }

    @Test
    void aRunWhoseLogBreaksHasAResult(@TempDir Path folder) throws Exception {
        TinyGan gan = gan();
        gan.steps = 2;
        AtomicReference<Outcome> told = new AtomicReference<>();
        RunOptions options = RunOptions.into(folder.resolve("run")).with(event -> {
            if (event instanceof RunEnded ended) {
                told.set(ended.result().outcome());
            }
        });
        try (Recorded _ = Recorded.of(TrainingLoop.class, line -> {
            throw new IllegalStateException("the disk is full");
        })) {
            RunResult result =
                    runtime.start(runtime.plan(gan.recipe()), options).await();
            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.failure().orElseThrow()).hasMessageContaining("could not write that to its log");
            assertThat(told).hasValue(Outcome.FAILED);
            assertThat(TrainingRuntime.isTraining(folder.resolve("run"))).isFalse();
        }
    }

    @Test
    void fiftyRoundsLeaveNothingBehind() throws InterruptedException {
        TinyGan gan = gan();
        gan.steps = 2;
        Samples samples = Samples.of(TinyGan.SAMPLE, new float[8]);
        for (int round = 0; round < 50; round++) {
            try (TrainingPlan plan = runtime.plan(gan.recipe());
                    CriticTraining critic = runtime.critic(gan.recipe(), plan.data(), samples)) {
                critic.update(1);
                runtime.start(plan, RunOptions.inMemory()).await();
            }
            assertThat(open.count()).isZero();
        }
        assertThat(log.stream().filter(line -> line.endsWith("opened"))).hasSize(250);
        assertThat(log.stream().filter(line -> line.endsWith("closed"))).hasSize(250);
        assertNoThread("gantry-");
    }

    private static void assertNoThread(String prefix) throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            // One whose run has told its result is about to end.
            assertThat(!thread.getName().startsWith(prefix) || thread.join(Duration.ofSeconds(20)))
                    .as(thread.getName())
                    .isTrue();
        }
    }

    @Test
    void aGeneratorIsLoadedOnlyOnTheDeviceThatIsNamed(@TempDir Path folder) throws IOException, InterruptedException {
        Path recipe = Files.writeString(folder.resolve("tiny.conf"), TinyGan.RECIPE.replace("reference", "device"));
        Path run = folder.resolve("run");
        List<BackendProvider> devices = new ArrayList<>(TinyGan.components().backends());
        devices.add(device);
        try (TrainingRuntime named = new TrainingRuntime(TinyGan.components(devices), open, Duration.ofSeconds(10))) {
            named.start(named.plan(recipe, List.of()), RunOptions.into(run)).await();
            device.problem = Optional.of("There is no driver.");
            assertThatThrownBy(() -> named.load(run))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("step-00000012.gantry: backend.device is 'device', which cannot be used here:"
                            + " There is no driver. The generator can be loaded on another device: name one, or auto");
            try (TrainedGenerator generator = named.load(run, "auto")) {
                assertThat(generator.sample(1, 1)).hasSize(2);
            }
            device.problem = Optional.empty();
            device.sessionBreaks = true;
            log.clear();
            assertThatThrownBy(() -> named.load(run)).isInstanceOf(StackOverflowError.class);
            assertThat(log).containsExactly("backend opened", "session opened", "session closed", "backend closed");
        }
    }

    @Test
    void manyThreadsShareAGenerator(@TempDir Path folder) throws Exception {
        Path recipe = Files.writeString(folder.resolve("tiny.conf"), TinyGan.RECIPE);
        try (TrainingRuntime shared =
                TrainingRuntime.builder().components(TinyGan.components()).build()) {
            Path run = folder.resolve("run");
            shared.start(shared.plan(recipe, List.of()), RunOptions.into(run)).await();
            TrainedGenerator generator = shared.load(run);
            List<float[]> alone = new ArrayList<>();
            for (int seed = 0; seed < 50; seed++) {
                alone.add(generator.sample(6, seed));
            }
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        for (int seed = 0; seed < 50; seed++) {
                            assertThat(generator.sample(6, seed)).containsExactly(alone.get(seed));
                        }
                    } catch (RuntimeException | AssertionError e) {
                        failures.add(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            generator.close();
            assertThatThrownBy(() -> generator.sample(1, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the generator is closed; load it again");
        }
    }

    @Test
    void aCriticThrowsWhereTwoThreadsUseIt() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Samples slow = new Samples() {
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
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        CriticTraining critic = runtime.critic(gan().recipe(), slow, Samples.of(TinyGan.SAMPLE, new float[8]));
        AtomicReference<Map<String, Double>> updated = new AtomicReference<>();
        Thread first = Thread.ofPlatform().start(() -> {
            try {
                reading.countDown();
                updated.set(critic.update(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        reading.await();
        while (first.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> critic.scores(new float[2]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("one thread at a time may use a critic");
        assertThatThrownBy(critic::close).isInstanceOf(IllegalStateException.class);
        goOn.countDown();
        first.join();
        assertThat(updated.get()).containsKey("critic/loss");
        critic.close();
        assertThatThrownBy(() -> critic.update(1)).hasMessage("the critic is closed");
    }
}
