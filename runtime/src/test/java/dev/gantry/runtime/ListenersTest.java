package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.Made;
import dev.gantry.core.component.Provider;
import dev.gantry.core.component.Require;
import dev.gantry.core.run.Listener;
import dev.gantry.core.run.ListenerProvider;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.engine.backend.ReferenceBackendProvider;
import dev.gantry.runtime.recipe.Includes;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.RunOptions;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that recipes name: who opens, tells and closes them, and what becomes of a run where they are missing. */
final class ListenersTest {

    private static final String HERE = ListenersTest.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toString();

    /** What the listeners of all runs did, in order. */
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path folder;

    /**
     * Notes what it hears under its own name.
     *
     * @param failing where it fails: {@code open}, {@code close}, the simple name of an event, or nowhere
     */
    private record Diary(String name, String failing, List<String> log) implements Listener {

        @Override
        public TrainingListener open() {
            note("open");
            return new Page(this);
        }

        private void note(String what) {
            log.add(name + " " + what);
            if (what.equals(failing)) {
                throw new UnsupportedOperationException("no ink");
            }
        }
    }

    private record Page(Diary diary) implements TrainingListener, AutoCloseable {

        @Override
        public void on(TrainingEvent event) {
            diary.note(event.getClass().getSimpleName());
        }

        @Override
        public void close() {
            diary.note("close");
        }
    }

    /** Diaries of these names, with a setting that says where they fail. */
    private TrainingRuntime runtime(String... names) {
        List<Provider<?>> diaries = new ArrayList<>();
        for (String name : names) {
            Component.Maker<Listener> create = (settings, parts) -> {
                String failing = settings.getString("failing");
                Require.that(!failing.equals("settings"), "failing", "something else", failing);
                return new Made<>(new Diary(name, failing, log), settings);
            };
            ListenerProvider provider =
                    () -> new Component<>(name, "Help.", ConfigFactory.parseString("failing = nowhere"), create);
            diaries.add(provider);
        }
        return TrainingRuntime.builder()
                .components(TinyGan.components(
                        List.of(new ReferenceBackendProvider()), diaries.toArray(Provider<?>[]::new)))
                .build();
    }

    private Path recipe(String listeners) throws IOException {
        return Files.writeString(folder.resolve("tiny.conf"), TinyGan.RECIPE + listeners);
    }

    private static RunResult train(TrainingRuntime runtime, Path recipe, RunOptions options)
            throws InterruptedException {
        try (TrainingPlan plan = runtime.plan(recipe, List.of())) {
            return runtime.start(plan, options).await();
        }
    }

    private static RunResult resume(TrainingRuntime runtime, Path run, String... overrides)
            throws InterruptedException {
        try (TrainingPlan plan =
                runtime.planToResume(run.resolve("recipe.conf"), List.of(overrides), Includes.NEARBY)) {
            return runtime.start(plan, RunOptions.resume(run)).await();
        }
    }

    @Test
    void eachRunOpensThoseOfTheRecipeTellsThemAfterTheApplicationsAndClosesThem()
            throws IOException, InterruptedException {
        try (TrainingRuntime runtime = runtime("zebra", "ant", "idle");
                TrainingPlan plan = runtime.plan(recipe("listeners { zebra {}, ant {} }"), List.of("steps=1"))) {
            assertThat(log).isEmpty();
            TrainingListener applications =
                    event -> log.add("app " + event.getClass().getSimpleName());
            for (int run = 0; run < 2; run++) {
                log.clear();

                runtime.start(plan, RunOptions.inMemory().with(applications)).await();

                List<String> expected = new ArrayList<>(List.of("ant open", "zebra open"));
                for (String event :
                        List.of("RunStarted", "StepCompleted", "MetricsMeasured", "SamplesDrawn", "RunEnded")) {
                    List.of("app ", "ant ", "zebra ").forEach(name -> expected.add(name + event));
                }
                expected.addAll(List.of("zebra close", "ant close"));
                assertThat(log).containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void oneThatCannotBeOpenedIsAnErrorInTheRecipeBeforeAnythingIsWritten() throws IOException {
        Path recipe = recipe("listeners {\n  ant {}\n  bee { failing = open }\n}\n");
        try (TrainingRuntime runtime = runtime("ant", "bee");
                TrainingPlan plan = runtime.plan(recipe, List.of())) {
            assertThatThrownBy(() -> runtime.start(plan, RunOptions.into(folder.resolve("run"))))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining(recipe + ": 16: listeners.bee of " + HERE
                            + " failed: UnsupportedOperationException: no ink");
        }
        assertThat(log).containsExactly("ant open", "bee open", "ant close");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void settingsAreCheckedWithTheRecipe() throws IOException {
        Path recipe = recipe("listeners {\n  ant { failing = settings, often = 3 }\n  cow {}\n}\n");
        try (TrainingRuntime runtime = runtime("ant", "bee")) {
            assertThatThrownBy(() -> runtime.plan(recipe, List.of()))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining(recipe + ": 15: 'listeners.ant.failing' must be something else")
                    .hasMessageContaining(recipe + ": 15: unknown key 'listeners.ant.often'")
                    .hasMessageContaining(recipe + ": 16: unknown listener 'cow'. The listeners are: ant, bee");
        }
        assertThat(log).isEmpty();
    }

    @Test
    void isClosedWhereTheRunCannotStart() throws IOException, InterruptedException {
        Path recipe = recipe("listeners { ant {} }");
        Path run = folder.resolve("run");
        try (TrainingRuntime runtime = runtime("ant")) {
            train(runtime, recipe, RunOptions.into(run));
            log.clear();
            assertThatThrownBy(() -> train(runtime, recipe, RunOptions.into(run)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("holds a run already");
        }
        assertThat(log).containsExactly("ant open", "ant close");
    }

    @Test
    void isClosedWhereTheRunFails() throws IOException, InterruptedException {
        Path recipe = recipe("listeners { ant {} }\noptimizer.generator.learning-rate = 1e38\n");
        try (TrainingRuntime runtime = runtime("ant")) {
            assertThat(train(runtime, recipe, RunOptions.inMemory()).outcome()).isEqualTo(Outcome.FAILED);
        }
        assertThat(log).endsWith("ant RunEnded", "ant close");
    }

    @Test
    void oneThatFailsIsToldWithItsPlaceAndHarmsNobody() throws IOException, InterruptedException {
        Path recipe = recipe("""
                listeners {
                  ant { failing = StepCompleted }
                  bee { failing = close }
                  cow {}
                }
                """);
        List<String> closed = new ArrayList<>();
        List<String> failed = Recorded.during(
                Mishaps.class,
                () -> closed.addAll(Recorded.during(Listeners.class, () -> {
                    try (TrainingRuntime runtime = runtime("ant", "bee", "cow")) {
                        assertThat(train(runtime, recipe, RunOptions.inMemory()).outcome())
                                .isEqualTo(Outcome.FINISHED);
                    }
                })));

        String ant = "Listener listeners.ant of " + HERE + ", " + recipe + ": 15";
        assertThat(failed)
                .containsExactly(
                        ant + " failed at step 1, and the run goes on: java.lang.UnsupportedOperationException: no ink",
                        ant + " failed 12 times");
        assertThat(closed)
                .containsExactly("Listener listeners.bee of " + HERE + ", " + recipe
                        + ": 16 cannot be closed: java.lang.UnsupportedOperationException: no ink");
        assertThat(log.stream().filter("cow StepCompleted"::equals)).hasSize(12);
        assertThat(log).endsWith("cow close", "bee close", "ant close");
    }

    @Test
    void aRunGoesOnBitForBitWhereItsListenerIsMissingAndIsHeardAgainWhereItIsNot()
            throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        Path whole = folder.resolve("whole");
        try (TrainingRuntime runtime = runtime("ant")) {
            train(runtime, recipe(""), RunOptions.into(whole));
            train(runtime, recipe("listeners { ant {} }\nsteps = 3\n"), RunOptions.into(run));
        }
        log.clear();
        List<String> warned = Recorded.during(RecipeReader.class, () -> {
            try (TrainingRuntime without = runtime()) {
                assertThat(resume(without, run, "steps=9").outcome()).isEqualTo(Outcome.FINISHED);
            }
        });
        assertThat(warned)
                .singleElement()
                .asString()
                .matches("Goes on without a listener: \\S+recipe.conf: \\d+: unknown listener 'ant'[.].*");
        assertThat(log).isEmpty();

        try (TrainingRuntime runtime = runtime("ant")) {
            assertThat(resume(runtime, run, "steps=12").outcome()).isEqualTo(Outcome.FINISHED);
            assertThat(log)
                    .startsWith("ant open", "ant RunStarted", "ant StepCompleted")
                    .endsWith("ant close");
            log.clear();
            assertThat(samples(runtime, run)).containsExactly(samples(runtime, whole));
        }
        assertThat(log).as("a generator is no run").isEmpty();
    }

    @Test
    void aGeneratorIsLoadedWhereItsListenerIsMissingOrOfAnotherVersion() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        try (TrainingRuntime runtime = runtime("ant", "bee")) {
            train(runtime, recipe("listeners { ant { failing = RunEnded }, bee {} }"), RunOptions.into(run));
        }
        ListenerProvider newer = () -> Component.of(MethodHandles.lookup(), Newer.class, "ant", "Help.", "other = 1");
        try (TrainingRuntime runtime = TrainingRuntime.builder()
                .components(TinyGan.components(List.of(new ReferenceBackendProvider()), newer))
                .build()) {
            List<String> warned = Recorded.during(
                    RecipeReader.class, () -> assertThat(samples(runtime, run)).hasSize(10));
            assertThat(warned)
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("step-00000012.gantry"))
                    .anySatisfy(line -> assertThat(line).contains("unknown key 'listeners.ant.failing'"))
                    .anySatisfy(line -> assertThat(line).contains("unknown listener 'bee'"));
        }
    }

    private record Newer(int other) implements Listener {

        @Override
        public TrainingListener open() {
            throw new IllegalStateException("nothing is trained");
        }
    }

    private static float[] samples(TrainingRuntime runtime, Path run) {
        try (TrainedGenerator generator = runtime.load(run)) {
            return generator.sample(5, 1);
        }
    }
}
