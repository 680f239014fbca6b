package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.scheme.Players;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.spi.Cautious;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.spi.Surroundings;
import dev.gantry.core.spi.Surroundings.Pace;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.schemes.Simultaneous;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What components find unwise is in the plan and in the log, and stops nothing. */
final class WarningsTest {

    /** The mean scores, and a list of what it was told of its surroundings. */
    private record Careful(List<Surroundings> seen, List<String> unwise) implements Loss, Cautious {

        @Override
        public List<String> unwise(Surroundings surroundings) {
            seen.add(surroundings);
            return unwise;
        }

        @Override
        public Tensor critic(Scores scores) {
            return scores.fake().mean().sub(scores.real().mean());
        }

        @Override
        public Tensor generator(Scores scores) {
            return scores.fake().mean().neg();
        }
    }

    private record Breaking() implements Regularizer, Cautious {

        @Override
        public List<String> unwise(Surroundings surroundings) {
            throw new UnsupportedOperationException("no idea");
        }
    }

    private final List<Surroundings> seen = new ArrayList<>();

    @Test
    void areInThePlanAndLoggedAtTheStart() throws InterruptedException, IOException {
        TinyGan gan = new TinyGan();
        gan.loss = new Careful(seen, List.of("is bold", "is bald"));
        List<Problem> expected = List.of(
                new Problem("tiny.conf: 3", "loss 'wasserstein' is bold"),
                new Problem("tiny.conf: 3", "loss 'wasserstein' is bald"));
        List<String> logged = Recorded.during(TrainingLoop.class, () -> {
            try (TrainingRuntime runtime = TinyGan.runtime();
                    TrainingPlan plan = runtime.plan(gan.recipe())) {
                assertThat(plan.warnings()).isEqualTo(expected);
                assertThat(runtime.start(plan, RunOptions.inMemory()).await().outcome())
                        .isEqualTo(Outcome.FINISHED);
            }
        });
        assertThat(logged)
                .filteredOn(line -> line.startsWith("Unwise"))
                .containsExactly(
                        "Unwise, but trained: " + expected.getFirst(), "Unwise, but trained: " + expected.getLast());
    }

    @Test
    void aComponentIsToldWhatIsAroundIt() {
        Optimizer generators = new Sgd(0.5, false);
        TinyGan gan = TinyGan.withEverything();
        gan.loss = new Careful(seen, List.of());
        gan.generatorOptimizer = Optional.of(generators);
        gan.generatorLearningRate = Optional.of(0.03);

        assertThat(warnings(gan)).isEmpty();
        assertThat(seen)
                .containsExactly(new Surroundings(
                        Optional.of(gan.critic),
                        List.copyOf(gan.constraints.values()),
                        new Pace(generators, 0.03),
                        new Pace(gan.optimizer, 0.01),
                        OptionalInt.of(2)));

        seen.clear();
        gan.scheme = new Simultaneous();
        gan.nCritic = 1;
        assertThat(warnings(gan)).isEmpty();
        assertThat(seen).extracting(Surroundings::criticUpdates).containsExactly(OptionalInt.empty());
    }

    @Test
    void oneThatFailsToSayIsAWarningToo() {
        TinyGan gan = new TinyGan();
        gan.regularizers.put("breaking", new Breaking());

        assertThat(warnings(gan))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .startsWith("regularizers.breaking of ")
                        .endsWith(" failed: UnsupportedOperationException: no idea"));
    }

    /** Fails when it is asked what is unwise. */
    private record Unsure() implements Schedule {

        @Override
        public double at(Progress progress) {
            return 0.01;
        }

        @Override
        public List<String> unwise(Progress end) {
            throw new UnsupportedOperationException("no idea");
        }
    }

    @Test
    void aScheduleThatFailsToSayIsToldWithItsJar() {
        TinyGan gan = new TinyGan();
        gan.learningRates = Optional.of(new Unsure());

        assertThat(warnings(gan))
                .extracting(Problem::message)
                .containsExactly("optimizer.generator.learning-rate of "
                        + WarningsTest.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                        + " failed: UnsupportedOperationException: no idea");
    }

    /** Moves the generator alone. */
    private record Lonely() implements Scheme {

        @Override
        public boolean hasCritic() {
            return false;
        }

        @Override
        public TrainingStep trace(Players players) {
            throw new UnsupportedOperationException("not traced");
        }
    }

    @Test
    void theLearningRateOfACriticThatIsNotThereIsNotAsked() {
        TinyGan gan = new TinyGan();
        gan.scheme = new Lonely();
        gan.nCritic = 1;
        gan.learningRates = Optional.of(progress -> {
            throw new UnsupportedOperationException("no clock");
        });

        assertThat(RecipeProblems.unwise(gan.recipe()))
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message()).startsWith("optimizer.generator.learning-rate of "));
    }

    @Test
    void aLearningRateThatFailsIsToldAlone() {
        TinyGan gan = new TinyGan();
        gan.loss = new Careful(seen, List.of("is bold"));
        gan.learningRates = Optional.of(progress -> {
            throw new UnsupportedOperationException("no clock");
        });

        assertThat(RecipeProblems.unwise(gan.recipe()))
                .extracting(Problem::message)
                .satisfiesExactly(
                        message -> assertThat(message)
                                .startsWith("optimizer.generator.learning-rate of ")
                                .endsWith(" failed: UnsupportedOperationException: no clock"),
                        message -> assertThat(message).startsWith("optimizer.critic.learning-rate of "));
        assertThat(seen).isEmpty();
    }

    private static List<Problem> warnings(TinyGan gan) {
        try (TrainingRuntime runtime = TinyGan.runtime();
                TrainingPlan plan = runtime.plan(gan.recipe())) {
            return plan.warnings();
        }
    }
}
