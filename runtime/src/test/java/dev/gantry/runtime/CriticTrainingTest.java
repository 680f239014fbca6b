package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.component.Progress;
import dev.gantry.core.data.Samples;
import dev.gantry.core.run.TrainingEvent.MetricsMeasured;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.TrainingSettings.CriticWarmUp;
import dev.gantry.runtime.recipe.TrainingSettings.Every;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.trace.TrainingGraphsTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CriticTrainingTest {

    private static final float[] REAL = {1, 2, 3, 4, 5, 6, 7, 9};
    private static final float[] GENERATED = {1, 1, 1, 1};

    private final TrainingRuntime runtime = TinyGan.runtime();

    @AfterEach
    void close() {
        runtime.close();
    }

    /** The critic {@code w . x}, with w = [1, 1] first. */
    private static TinyGan linear() {
        TinyGan gan = new TinyGan();
        gan.optimizer = new Sgd(0, false);
        gan.critic = (samples, scope) -> samples.matmul(
                        scope.parameter("w", TinyGan.SAMPLE, Initializer.ONES).reshape(2, 1))
                .reshape(samples.shape().size(0));
        return gan;
    }

    private CriticTraining critic(TinyGan gan, float[] real, float[] generated) throws InterruptedException {
        return runtime.critic(gan.recipe(), Samples.of(TinyGan.SAMPLE, real), Samples.of(TinyGan.SAMPLE, generated));
    }

    @Test
    void updatesAreThoseOfATrainingWhoseGeneratorMakesTheSamples() throws InterruptedException {
        TinyGan gan = TinyGan.withEverything();
        gan.generator = new TrainingGraphsTest.ConstantGenerator(2);
        gan.generatorLearningRate = Optional.of(0.0);
        gan.nCritic = 1;
        gan.criticWarmUp = new CriticWarmUp(0, 1, 0);
        gan.lazyEvery = 2;
        gan.every = new Every(1, 12, 12, 12);
        List<Map<String, Double>> expected = new ArrayList<>();
        TrainingPlan plan = runtime.plan(gan.recipe());
        runtime.start(plan, RunOptions.inMemory().with(event -> {
                    if (event instanceof MetricsMeasured measured) {
                        expected.add(measured.values());
                    }
                }))
                .await();

        try (CriticTraining critic = runtime.critic(gan.recipe(), plan.data(), Samples.of(TinyGan.SAMPLE, GENERATED))) {
            assertThat(expected).hasSize(12);
            for (Map<String, Double> step : expected) {
                Map<String, Double> terms = critic.update(1);
                assertThat(terms).containsKeys("critic/loss", "critic/slope", "critic/gradient-norm");
                assertThat(step).containsAllEntriesOf(terms);
            }
            assertThat(critic.updates()).isEqualTo(12);
        }
    }

    @Test
    void scoresAndGradientsAreThoseOfThePresentCritic() throws InterruptedException {
        TinyGan gan = linear();
        gan.learningRate = 0.4;
        try (CriticTraining critic = critic(gan, REAL, GENERATED)) {
            // Five samples are a batch of four and a part of one.
            float[] samples = {1, 0, 0, 1, 2, 2, -1, 3, 4, 5};
            assertThat(critic.scores(samples)).containsExactly(1, 1, 4, 2, 9);

            Map<String, Double> terms = critic.update(1);

            // The mean real sample is [4, 5.25], all others [1, 1]; half of the learning rate while it warms up.
            assertThat(terms.get("critic/wasserstein-estimate")).isCloseTo(7.25, within(1e-6));
            float[] w = {1 + 0.2f * 3, 1 + 0.2f * 4.25f};
            assertThat(critic.gradients(samples))
                    .containsExactly(
                            new float[] {w[0], w[1], w[0], w[1], w[0], w[1], w[0], w[1], w[0], w[1]}, within(1e-6f));
            assertThat(critic.scores(samples))
                    .containsExactly(
                            new float[] {w[0], w[1], 2 * w[0] + 2 * w[1], 3 * w[1] - w[0], 4 * w[0] + 5 * w[1]},
                            within(1e-5f));
        }
    }

    /** The best linear critic of slope at most 1 between samples and the same ones shifted by 3 says 3. */
    @Test
    void aBoundedCriticComesToTheWassersteinDistance() throws InterruptedException {
        TinyGan gan = linear();
        gan.steps = 100;
        gan.learningRate = 0.1;
        gan.constraints.put("clip", new TinyGan.Clip(1));
        float[] shifted = {4, 0, 7, 0, -1, 0};
        try (CriticTraining critic = critic(gan, new float[] {1, 0, 4, 0, -4, 0}, shifted)) {
            critic.update(90);
            double real = mean(critic.scores(new float[] {1, 0, 4, 0, -4, 0}));
            assertThat(real - mean(critic.scores(shifted))).isCloseTo(3, within(1e-6));
            critic.update(20);
            assertThat(critic.updates()).as("goes on after the recipe's steps").isEqualTo(110);
        }
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @Test
    void refusesWhatDoesNotFit() {
        TinyGan conditional = linear();
        conditional.conditions.put("classes", new Condition() {});
        assertThatThrownBy(() -> critic(conditional, REAL, GENERATED))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("conditions.classes needs a generator that is told the condition");

        TinyGan packed = linear();
        packed.regularizers.put("pairs", (Regularizer.CriticInput) (samples, progress, scope) ->
                samples.slice(0, 0, samples.shape().size(0) / 2));
        assertThatThrownBy(() -> critic(packed, REAL, GENERATED))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("regularizers have the critic see several samples as one");

        assertThatThrownBy(() -> critic(linear(), REAL, new float[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a critic needs real and generated samples, found 4 and 0");
        assertThatThrownBy(() -> critic(linear(), REAL, new float[3]))
                .hasMessage("samples of shape [2] have 2 values each, found 3 values");
        assertThatThrownBy(() -> runtime.critic(
                        linear().recipe(), Samples.of(TinyGan.SAMPLE, REAL), Samples.of(Shape.of(1), GENERATED)))
                .hasMessage("a critic compares samples of one shape, found real ones of shape [2] and generated ones of"
                        + " shape [1]");
    }

    @Test
    void saysWhereATermExplodes() throws InterruptedException {
        TinyGan gan = linear();
        gan.learningRate = 1e38;
        gan.steps = 1000;
        try (CriticTraining critic = critic(gan, REAL, GENERATED)) {
            assertThatThrownBy(() -> critic.update(100))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("of the critic critic/")
                    .hasMessageContaining("A lower learning rate may help");
        }
    }

    @Test
    void aStepOfItsProgressIsAnUpdate() throws InterruptedException {
        List<Progress> seen = new ArrayList<>();
        TinyGan gan = linear();
        gan.nCritic = 5;
        gan.criticWarmUp = new CriticWarmUp(3, 7, 4);
        gan.learningRates = Optional.of(progress -> {
            seen.add(progress);
            return 0.1;
        });
        try (CriticTraining critic = critic(gan, REAL, GENERATED)) {
            seen.clear();
            critic.update(14);
        }
        assertThat(seen).hasSize(14);
        // Four samples in each of twelve updates; later ones are as the last.
        assertThat(seen.getFirst()).isEqualTo(new Progress(0, 12, 0, 48));
        assertThat(seen.get(5)).isEqualTo(new Progress(5, 12, 20, 48));
        assertThat(seen.getLast()).isEqualTo(new Progress(11, 12, 44, 48));
    }

    @Test
    void aLearningRateThatFailsIsRefusedBeforeAndNamedLater() throws InterruptedException {
        TinyGan negative = linear();
        negative.learningRates = Optional.of(progress -> progress.samples() == 12 ? -1 : 0.1);
        assertThatThrownBy(() -> critic(negative, REAL, GENERATED))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("'optimizer.critic.learning-rate' must be at least 0, found -1.0 in step 4");

        TinyGan broken = linear();
        broken.learningRates = Optional.of(progress -> {
            throw new UnsupportedOperationException("no clock");
        });
        assertThatThrownBy(() -> critic(broken, REAL, GENERATED))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("optimizer.critic.learning-rate of ")
                .hasMessageContaining("failed: UnsupportedOperationException: no clock in step 1");

        AtomicBoolean trains = new AtomicBoolean();
        TinyGan later = linear();
        later.learningRates = Optional.of(progress -> trains.get() && progress.step() == 2 ? -1 : 0.1);
        try (CriticTraining critic = critic(later, REAL, GENERATED)) {
            trains.set(true);
            assertThatThrownBy(() -> critic.update(5))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("after 2 updates the critic cannot go on: for step 3"
                            + " 'optimizer.critic.learning-rate' must be at least 0, found -1.0");
            assertThat(critic.updates()).isEqualTo(2);
        }
    }
}
