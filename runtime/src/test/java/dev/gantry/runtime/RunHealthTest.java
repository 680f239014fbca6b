package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.component.Schedule;
import dev.gantry.core.run.Concern;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.Warned;
import dev.gantry.core.spi.GeneratorStep;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.runtime.recipe.TrainingSettings.Every;
import dev.gantry.runtime.recipe.TrainingSettings.OnDivergence;
import dev.gantry.runtime.run.RunOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that goes wrong is recognised, one that goes well is left alone. */
final class RunHealthTest {

    /** Two samples of two values, whose mean square is 1, and whose values have the variances 1 and 0. */
    private static final float[] REAL = {1, 1, -1, 1};

    @TempDir
    private Path folder;

    /** As a loss of logistic scores, whose critic has won from the first step on. */
    private record Won(OptionalDouble leastCriticLoss) implements Loss {

        @Override
        public Tensor critic(Scores scores) {
            return scores.fake().mean().mul(1e-6).square();
        }

        @Override
        public Tensor generator(Scores scores) {
            return scores.fake().mean().neg();
        }
    }

    private record Matching() implements Regularizer.GeneratorPenalty {

        @Override
        public Tensor generatorPenalty(GeneratorStep step) {
            return step.fake().mean();
        }

        @Override
        public boolean replacesGeneratorLoss() {
            return true;
        }
    }

    private static TinyGan withLeastLoss() {
        TinyGan gan = new TinyGan();
        gan.steps = 10_000;
        gan.loss = new Won(OptionalDouble.of(0));
        return gan;
    }

    /** What is told of rows at every 50 steps, from 50 to 1,000. */
    private static List<Warned> logged(TinyGan gan, Map<String, IntToDoubleFunction> columns) {
        RunHealth health = new RunHealth(gan.recipe());
        List<Warned> told = new ArrayList<>();
        for (int step = 50; step <= 1000; step += 50) {
            Map<String, Double> row = new LinkedHashMap<>(
                    Map.of("critic/loss", 1.0, "generator/loss", 1.0, "generator/gradient-norm", 1.0));
            for (Map.Entry<String, IntToDoubleFunction> column : columns.entrySet()) {
                row.put(column.getKey(), column.getValue().applyAsDouble(step));
            }
            told.addAll(health.logged(step, row));
        }
        return told;
    }

    private static List<Warned> logged(TinyGan gan, String column, IntToDoubleFunction values) {
        return logged(gan, Map.of(column, values));
    }

    @Test
    void aCriticThatHasWonIsToldOnceAndAfterTenRows() {
        assertThat(logged(withLeastLoss(), "critic/loss", step -> step < 200 ? 0.5 : 1e-4))
                .singleElement()
                .satisfies(warned -> assertThat(warned.step()).isEqualTo(200 + 9 * 50))
                .satisfies(warned -> assertThat(warned.concern()).isEqualTo(Concern.CRITIC_WON))
                .satisfies(warned -> assertThat(warned.message())
                        .startsWith("the critic has won: its loss has been within 0.001 of its least since step 200"));
    }

    @Test
    void aCriticMayBeAtItsLeastNowAndThen() {
        assertThat(logged(withLeastLoss(), "critic/loss", step -> step % 450 == 0 ? 0.002 : 0))
                .isEmpty();
    }

    @Test
    void penaltiesDoNotHideThatTheCriticHasWon() {
        assertThat(logged(withLeastLoss(), Map.of("critic/adversarial", step -> 0, "critic/loss", step -> 0.3)))
                .extracting(Warned::concern)
                .containsExactly(Concern.CRITIC_WON);
    }

    @Test
    void aLossWithoutALeastMayBeZero() {
        TinyGan gan = withLeastLoss();
        gan.loss = new Won(OptionalDouble.empty());
        assertThat(logged(gan, "critic/loss", step -> 0)).isEmpty();
    }

    @Test
    void aGeneratorThatHeedsNoScoresLosesNothingToTheCritic() {
        TinyGan gan = withLeastLoss();
        gan.regularizers.put("matching", new Matching());
        assertThat(logged(gan, "critic/loss", step -> 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"critic/loss", "generator/loss", "generator/adversarial"})
    void lossesBeyondReason(String column) {
        assertThat(logged(new TinyGan(), column, step -> -8e10))
                .singleElement()
                .satisfies(warned -> assertThat(warned.concern()).isEqualTo(Concern.DIVERGED))
                .satisfies(warned -> assertThat(warned.message()).contains("-8.00e+10", "since step 50"));
        assertThat(logged(new TinyGan(), column, step -> -9e5)).isEmpty();
        assertThat(logged(new TinyGan(), column, step -> step < 400 ? 1e9 : 1)).isEmpty();
    }

    @Test
    void whatAShortRunEndsWithNeedNotLast() {
        TinyGan gan = new TinyGan();
        gan.steps = 100;
        Map<String, Double> row = Map.of("critic/loss", 0.0, "generator/loss", 8e10);
        assertThat(new RunHealth(gan.recipe()).logged(50, row)).isEmpty();
        assertThat(new RunHealth(gan.recipe()).logged(100, row))
                .singleElement()
                .satisfies(warned -> assertThat(warned.concern()).isEqualTo(Concern.DIVERGED))
                .satisfies(warned -> assertThat(warned.message()).contains("since step 100", "8.00e+10"));
        assertThat(new RunHealth(gan.recipe()).drawn(100, scaled(1001), REAL, 2))
                .singleElement()
                .satisfies(warned -> assertThat(warned.concern()).isEqualTo(Concern.DIVERGED));
        assertThat(new RunHealth(gan.recipe()).drawn(100, scaled(0.01), REAL, 2))
                .isEmpty();
    }

    @Test
    void aPenaltyMayBeLarge() {
        assertThat(logged(new TinyGan(), Map.of("critic/adversarial", step -> 3, "critic/loss", step -> 1e9)))
                .isEmpty();
    }

    @Test
    void aGeneratorWithoutAGradientIsStuck() {
        assertThat(logged(new TinyGan(), "generator/gradient-norm", step -> 0))
                .extracting(Warned::concern)
                .containsExactly(Concern.STUCK);
        assertThat(logged(new TinyGan(), "generator/gradient-norm", step -> 1e-30))
                .isEmpty();
    }

    /** What is told of samples drawn at every 500 steps, from 500 on. */
    private static List<Warned> drawn(TinyGan gan, float[] real, float[]... samples) {
        gan.steps = 10_000;
        RunHealth health = new RunHealth(gan.recipe());
        return IntStream.range(0, samples.length)
                .mapToObj(i -> health.drawn(500 + 500 * i, samples[i], real, 2))
                .flatMap(List::stream)
                .toList();
    }

    private static float[] scaled(double factor) {
        float[] samples = new float[REAL.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (factor * REAL[i]);
        }
        return samples;
    }

    @Test
    void samplesThatAreNearlyTheSame() {
        assertThat(drawn(new TinyGan(), REAL, REAL, scaled(0.019), scaled(0.018), scaled(0.017)))
                .singleElement()
                .satisfies(warned -> assertThat(warned.step()).isEqualTo(1500))
                .satisfies(warned -> assertThat(warned.concern()).isEqualTo(Concern.COLLAPSED))
                .satisfies(warned -> assertThat(warned.message()).contains("since step 1000", "differ by 1.8% of"));
        assertThat(drawn(new TinyGan(), REAL, REAL, scaled(0.021), scaled(0.022), scaled(0.021)))
                .isEmpty();
        assertThat(drawn(new TinyGan(), REAL, scaled(0.01), REAL, scaled(0.01))).isEmpty();
    }

    @Test
    void aGeneratorMayTakeItsTimeToBegin() {
        float[][] growing =
                IntStream.rangeClosed(1, 9).mapToObj(i -> scaled(0.001 * i)).toArray(float[][]::new);
        assertThat(drawn(new TinyGan(), REAL, growing)).isEmpty();

        float[][] still =
                IntStream.rangeClosed(1, 12).mapToObj(i -> scaled(0.001 * i)).toArray(float[][]::new);
        assertThat(drawn(new TinyGan(), REAL, still))
                .singleElement()
                .satisfies(warned -> assertThat(warned.step()).isEqualTo(5000))
                .satisfies(warned -> assertThat(warned.concern()).isEqualTo(Concern.COLLAPSED));
    }

    @Test
    void oneSampleTellsNothingOfACollapse() {
        assertThat(drawn(new TinyGan(), REAL, new float[] {1, 2}, new float[] {2, 1}, new float[] {1, 2}))
                .isEmpty();
    }

    @Test
    void samplesBeyondReason() {
        assertThat(drawn(new TinyGan(), REAL, scaled(1001), scaled(2000), scaled(3000)))
                .singleElement()
                .satisfies(warned -> assertThat(warned.step()).isEqualTo(1000))
                .satisfies(warned -> assertThat(warned.concern()).isEqualTo(Concern.DIVERGED))
                .satisfies(warned -> assertThat(warned.message()).contains("2.00e+03 times as large"));
        assertThat(drawn(new TinyGan(), REAL, scaled(900), scaled(901))).isEmpty();
        assertThat(drawn(new TinyGan(), new float[4], REAL, scaled(2))).isEmpty();
    }

    @Test
    void samplesThatDoNotChange() {
        assertThat(drawn(new TinyGan(), REAL, REAL, REAL, REAL))
                .singleElement()
                .satisfies(warned -> assertThat(warned.step()).isEqualTo(1500))
                .satisfies(warned -> assertThat(warned.concern()).isEqualTo(Concern.STUCK));
        assertThat(drawn(new TinyGan(), REAL, REAL, REAL, scaled(1.0001))).isEmpty();
    }

    @Test
    void aGeneratorThatIsNotToLearnMayStayAsItIs() {
        TinyGan gan = new TinyGan();
        gan.learningRates = Optional.of(Schedule.constant(0));
        assertThat(drawn(gan, REAL, REAL, REAL, REAL)).isEmpty();
    }

    /** Points around some of the corners of a circle, or all. */
    private static float[] ring(int seed, int count, double width, int... corners) {
        Random random = new Random(seed);
        float[] points = new float[2 * count];
        for (int i = 0; i < count; i++) {
            double angle = Math.PI / 4 * corners[random.nextInt(corners.length)];
            points[2 * i] = (float) (2 * Math.cos(angle) + width * random.nextGaussian());
            points[2 * i + 1] = (float) (2 * Math.sin(angle) + width * random.nextGaussian());
        }
        return points;
    }

    private static final int[] ALL_CORNERS = {0, 1, 2, 3, 4, 5, 6, 7};

    /** What is told of samples with these corners, beside real ones with all, drawn at every 500 steps until 3,500. */
    private static List<Warned> drawn(int samples, int real, double width, int... corners) {
        return drawn(
                IntStream.range(0, 7)
                        .mapToObj(i -> ring(i, samples, width, corners))
                        .toList(),
                ring(99, real, 0.02, ALL_CORNERS),
                2);
    }

    private static List<Warned> drawn(List<float[]> samples, float[] real, int size) {
        TinyGan gan = new TinyGan();
        gan.steps = 10_000;
        RunHealth health = new RunHealth(gan.recipe());
        List<Warned> told = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            told.addAll(health.drawn(500 + 500 * i, samples.get(i), real, size));
        }
        return told;
    }

    @Test
    void aFewModesOfMany() {
        for (int[] corners : List.of(new int[] {0, 4}, new int[] {0, 1, 2}, new int[] {0, 3, 5})) {
            assertThat(drawn(1000, 256, 0.01, corners))
                    .as("%s", Arrays.toString(corners))
                    .singleElement()
                    .satisfies(warned -> assertThat(warned.step()).isEqualTo(2000))
                    .satisfies(warned -> assertThat(warned.concern()).isEqualTo(Concern.FEW_MODES))
                    .satisfies(warned -> assertThat(warned.message()).contains("since step 500"));
        }
        assertThat(drawn(1000, 256, 0.01, 0, 1, 2, 3, 4, 5)).isEmpty();
        // Narrower or wider modes than the real ones are all there.
        assertThat(drawn(1000, 256, 1e-4, ALL_CORNERS)).isEmpty();
        assertThat(drawn(1000, 256, 0.2, ALL_CORNERS)).isEmpty();
        assertThat(drawn(64, 64, 0.02, ALL_CORNERS)).isEmpty();
    }

    @Test
    void twoModesOfAGrid() {
        Random random = new Random(1);
        float[] real = grid(random, 256, IntStream.range(0, 25).toArray());
        List<float[]> two =
                IntStream.range(0, 7).mapToObj(i -> grid(random, 1000, 6, 18)).toList();

        assertThat(drawn(two, real, 2)).extracting(Warned::concern).containsExactly(Concern.FEW_MODES);
    }

    private static float[] grid(Random random, int count, int... modes) {
        float[] points = new float[2 * count];
        for (int i = 0; i < count; i++) {
            int mode = modes[random.nextInt(modes.length)];
            points[2 * i] = (float) (2 * (mode % 5) + 0.05 * random.nextGaussian());
            points[2 * i + 1] = (float) (2 * (mode / 5) + 0.05 * random.nextGaussian());
        }
        return points;
    }

    /** Images of independent pixels are all about as far from each other. */
    @Test
    void threePicturesWithNoise() {
        int size = 64;
        Random random = new Random(1);
        List<float[]> pictures = IntStream.range(0, 67)
                .mapToObj(i -> noise(random, new float[size], 1))
                .toList();
        float[] real = joined(pictures.subList(3, 67));
        List<float[]> three = IntStream.range(0, 7)
                .mapToObj(i -> joined(IntStream.range(0, 64)
                        .mapToObj(k -> noise(random, pictures.get(k % 3), 0.1))
                        .toList()))
                .toList();
        List<float[]> new64 = IntStream.range(0, 7)
                .mapToObj(i -> joined(IntStream.range(0, 64)
                        .mapToObj(k -> noise(random, new float[size], 1))
                        .toList()))
                .toList();

        assertThat(drawn(three, real, size)).extracting(Warned::concern).containsExactly(Concern.FEW_MODES);
        assertThat(drawn(new64, real, size)).isEmpty();
    }

    private static float[] noise(Random random, float[] picture, double width) {
        float[] noisy = picture.clone();
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] += (float) (width * random.nextGaussian());
        }
        return noisy;
    }

    private static float[] joined(List<float[]> samples) {
        int size = samples.getFirst().length;
        float[] joined = new float[samples.size() * size];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(samples.get(i), 0, joined, i * size, size);
        }
        return joined;
    }

    @Test
    void samplesUnlikeAnyAreNotOfFewModes() {
        float[] real = ring(99, 256, 0.02, ALL_CORNERS);
        List<float[]> outside = IntStream.range(0, 7)
                .mapToObj(i -> ring(i, 1000, 0.02, ALL_CORNERS))
                .map(points -> {
                    for (int k = 0; k < points.length; k++) {
                        points[k] *= 1.7f;
                    }
                    return points;
                })
                .toList();
        assertThat(drawn(outside, real, 2)).isEmpty();
    }

    @Test
    void fewModesMayBeAMomentAndFewSamplesTellNothing() {
        float[] real = ring(99, 256, 0.02, ALL_CORNERS);
        float[] three = ring(1, 1000, 0.02, 0, 1, 2);
        float[] all = ring(2, 1000, 0.02, ALL_CORNERS);
        assertThat(drawn(List.of(three, scaledBy(three), three, all, three, scaledBy(three)), real, 2))
                .isEmpty();
        assertThat(drawn(16, 256, 0.02, 0, 1)).isEmpty();
        assertThat(drawn(1000, 16, 0.02, 0, 1)).isEmpty();
    }

    /** Nearly the same, but not bit for bit. */
    private static float[] scaledBy(float[] samples) {
        float[] scaled = samples.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= 1.0001f;
        }
        return scaled;
    }

    private static TinyGan losing(OnDivergence onDivergence) {
        TinyGan gan = withLeastLoss();
        gan.steps = 300;
        gan.every = new Every(25, 500, 500, 200);
        gan.onDivergence = onDivergence;
        return gan;
    }

    private RunResult train(TinyGan gan, List<TrainingEvent> events) throws InterruptedException {
        try (TrainingRuntime runtime = TinyGan.runtime();
                TrainingPlan plan = runtime.plan(gan.recipe())) {
            return runtime.start(plan, RunOptions.into(folder).with(events::add))
                    .await();
        }
    }

    @Test
    void isLoggedAndHeardAndTheRunGoesOn() throws InterruptedException, IOException {
        List<TrainingEvent> events = new ArrayList<>();

        List<String> logged = Recorded.during(
                StepObserver.class,
                () -> assertThat(train(losing(OnDivergence.WARN), events).outcome())
                        .isEqualTo(Outcome.FINISHED));

        assertThat(logged).singleElement().asString().startsWith("At step 275 the critic has won: ");
        assertThat(events)
                .filteredOn(Warned.class::isInstance)
                .singleElement()
                .extracting(TrainingEvent::step)
                .isEqualTo(275);
    }

    @Test
    void stopsTheRunWithACheckpoint() throws InterruptedException {
        List<TrainingEvent> events = new ArrayList<>();

        RunResult result = train(losing(OnDivergence.STOP), events);

        Path kept = folder.resolve("checkpoints/step-00000275.gantry");
        assertThat(kept).exists();
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.step()).isEqualTo(275);
        assertThat(result.checkpoint()).contains(kept);
        assertThat(result.failure())
                .hasValueSatisfying(failure -> assertThat(failure)
                        .hasMessageStartingWith(
                                "at step 275 the run was stopped, because 'on-divergence' is stop: the critic has won: ")
                        .hasMessageEndingWith(". Its last checkpoint is " + kept));
        assertThat(events.getLast()).isInstanceOf(RunEnded.class);
    }
}
