package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricValue;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent.CheckpointWritten;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.TrainingSettings.Every;
import dev.gantry.runtime.recipe.TrainingSettings.KeepBest;
import dev.gantry.runtime.recipe.TrainingSettings.StopWhen;
import dev.gantry.runtime.run.CheckpointException;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.Checkpoint.SavedVariable;
import dev.gantry.runtime.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The best checkpoint is kept, and a run ends once it has trained enough. */
final class GoalsTest {

    private static final KeepBest NO_BEST = new KeepBest(Optional.empty(), Optional.empty());

    @TempDir
    private Path folder;

    /** What it will measure, one after the other. */
    private final Deque<Double> script = new ArrayDeque<>();

    /** Measures what is written in the script. */
    private record Scripted(Deque<Double> script, Optional<Better> better) implements Metric {

        @Override
        public List<MetricValue> values() {
            return List.of(new MetricValue("distance", better));
        }

        @Override
        public int sampleCount() {
            return 1;
        }

        @Override
        public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
            return Map.of("distance", script.removeFirst());
        }
    }

    /** Measures at steps 2, 4, ... 12, and keeps the checkpoints of steps 9 and 12. */
    private TinyGan gan(Optional<Better> better) {
        TinyGan gan = TinyGan.withEverything();
        gan.metrics.put("scripted", new Scripted(script, better));
        gan.every = new Every(2, 2, 100, 3);
        return gan;
    }

    private TinyGan gan() {
        return gan(Optional.of(Better.LOWER));
    }

    private static KeepBest best(Better... better) {
        return new KeepBest(Optional.of("distance"), List.of(better).stream().findFirst());
    }

    private static StopWhen below(double bound) {
        return new StopWhen(Optional.of("distance"), Optional.of(bound), Optional.empty(), Optional.empty());
    }

    private static StopWhen above(double bound) {
        return new StopWhen(Optional.of("distance"), Optional.empty(), Optional.of(bound), Optional.empty());
    }

    private static StopWhen notBetterFor(int count) {
        return new StopWhen(Optional.of("distance"), Optional.empty(), Optional.empty(), Optional.of(count));
    }

    private RunResult train(TinyGan gan, RunOptions options, double... measured) throws InterruptedException {
        script.clear();
        for (double value : measured) {
            script.add(value);
        }
        try (TrainingRuntime runtime = TinyGan.runtime();
                TrainingPlan plan = runtime.plan(gan.recipe())) {
            RunResult result = runtime.start(plan, options).await();
            assertThat(result.failure()).isEmpty();
            return result;
        }
    }

    private String[] checkpoints() {
        return folder.resolve("checkpoints").toFile().list();
    }

    @Test
    void theBestCheckpointIsKeptBesideTheNewest() throws InterruptedException {
        TinyGan gan = gan();
        gan.keepBest = best();
        List<Integer> written = new ArrayList<>();

        train(
                gan,
                RunOptions.into(folder).with(event -> {
                    if (event instanceof CheckpointWritten checkpoint) {
                        written.add(checkpoint.step());
                    }
                }),
                5,
                3,
                4,
                3,
                2,
                9);

        assertThat(checkpoints())
                .containsExactlyInAnyOrder("best-00000010.gantry", "step-00000009.gantry", "step-00000012.gantry");
        assertThat(written).containsExactly(2, 3, 4, 6, 9, 10, 12);
    }

    @Test
    void theRecipeSaysWhichIsBetterAndTheBestIsWhatWasMeasured() throws InterruptedException {
        TinyGan gan = gan(Optional.empty());
        gan.keepBest = best(Better.HIGHER);
        gan.steps = 4;
        train(gan, RunOptions.into(folder), 5, 3);

        assertThat(TrainingRuntime.checkpoint(folder, "best"))
                .isEqualTo(folder.resolve("checkpoints/best-00000002.gantry"));
        assertThat(TrainingRuntime.checkpoint(folder, "2"))
                .isEqualTo(folder.resolve("checkpoints/best-00000002.gantry"));
        assertThat(TrainingRuntime.checkpoint(folder, "3"))
                .isEqualTo(folder.resolve("checkpoints/step-00000003.gantry"));
        assertThat(TrainingRuntime.checkpoint(folder, "newest"))
                .isEqualTo(folder.resolve("checkpoints/step-00000004.gantry"));
        assertThatThrownBy(() -> TrainingRuntime.checkpoint(folder, "1"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageEndingWith("; there are those of 2, 3, 4");
        assertThatThrownBy(() -> TrainingRuntime.checkpoint(folder, "worst"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be newest, best or the number of a step, found 'worst'");
    }

    @Test
    void aRunWithoutOneSaysHowToHaveABest() throws InterruptedException {
        TinyGan gan = gan();
        gan.steps = 2;
        train(gan, RunOptions.into(folder), 5);

        assertThatThrownBy(() -> TrainingRuntime.checkpoint(folder, "best"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("there is no best checkpoint in ")
                .hasMessageContaining("'keep-best.metric'");
    }

    @Test
    void aResumedRunKnowsTheBest() throws InterruptedException {
        TinyGan gan = gan();
        gan.keepBest = best();
        gan.steps = 6;
        train(gan, RunOptions.into(folder), 5, 3, 4);
        gan.steps = 12;

        train(gan, RunOptions.resume(folder), 3.5, 3, 6);
        assertThat(checkpoints()).contains("best-00000004.gantry");

        gan.steps = 14;
        train(gan, RunOptions.resume(folder), 2);
        assertThat(checkpoints()).contains("best-00000014.gantry").doesNotContain("best-00000004.gantry");
    }

    @Test
    void aBestOneThatIsDoneOverIsForgotten() throws InterruptedException {
        TinyGan gan = gan();
        gan.keepBest = best();
        train(gan, RunOptions.into(folder), 5, 4, 4, 4, 1, 4);
        assertThat(checkpoints()).contains("best-00000010.gantry");

        train(gan, RunOptions.resume(folder.resolve("checkpoints/step-00000009.gantry")), 7, 6);

        assertThat(checkpoints())
                .as("that of step 4 was not there any more")
                .containsExactlyInAnyOrder("best-00000012.gantry", "step-00000009.gantry", "step-00000012.gantry");
    }

    @Test
    void theBestOneHoldsTheGeneratorOfItsStep() throws InterruptedException, IOException {
        TinyGan gan = gan();
        gan.keepBest = best();
        train(gan, RunOptions.into(folder), 5, 4, 1, 4, 4, 4);
        Path whole = folder.resolve("whole");
        gan.keepBest = NO_BEST;
        gan.keepCheckpoints = 10;
        train(gan, RunOptions.into(whole), 5, 4, 1, 4, 4, 4);

        assertThat(values(folder.resolve("checkpoints/best-00000006.gantry")))
                .isEqualTo(values(whole.resolve("checkpoints/step-00000006.gantry")));
        assertThat(values(folder.resolve("checkpoints/step-00000012.gantry")))
                .as("the run is the same bit for bit")
                .isEqualTo(values(whole.resolve("checkpoints/step-00000012.gantry")));
    }

    private static List<List<Double>> values(Path checkpoint) {
        return CheckpointFile.read(checkpoint).variables().values().stream()
                .map(SavedVariable::values)
                .map(values -> DoubleStream.of(values).boxed().toList())
                .toList();
    }

    @Test
    void trainingEndsWhereTheMetricIsGoodEnough() throws InterruptedException {
        TinyGan gan = gan();
        gan.stopWhen = below(2);
        RunResult result = train(gan, RunOptions.into(folder), 5, 2, 1.5);

        assertThat(result.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(result.step()).isEqualTo(6);
        assertThat(result.checkpoint()).contains(folder.resolve("checkpoints/step-00000006.gantry"));

        gan.stopWhen = above(4);
        assertThat(train(gan, RunOptions.inMemory(), 3, 4, 4, 4.5).step()).isEqualTo(8);
    }

    @Test
    void trainingEndsWhereTheMetricGetsNoBetter() throws InterruptedException {
        TinyGan gan = gan();
        gan.stopWhen = notBetterFor(2);

        assertThat(train(gan, RunOptions.inMemory(), 5, 6, 4, 4, 4).step()).isEqualTo(10);
    }

    @Test
    void aResumedRunCountsFromWhereItWas() throws InterruptedException {
        TinyGan gan = gan();
        gan.stopWhen = notBetterFor(3);
        gan.steps = 6;
        train(gan, RunOptions.into(folder), 5, 6, 6);
        gan.steps = 12;

        assertThat(train(gan, RunOptions.resume(folder), 6).step()).isEqualTo(8);
        assertThat(train(gan, RunOptions.resume(folder)).step())
                .as("it has trained enough")
                .isEqualTo(8);
    }

    @Test
    void aTableThatSomebodyEditedIsReadAsFarAsItCanBe() throws InterruptedException, IOException {
        TinyGan gan = gan();
        gan.keepBest = best();
        gan.steps = 2;
        train(gan, RunOptions.into(folder), 5);
        Path table = folder.resolve("metrics.csv");
        Files.writeString(table, Files.readString(table).replace(",5.0", ",five"));
        gan.steps = 4;

        train(gan, RunOptions.resume(folder), 6);

        assertThat(checkpoints()).contains("best-00000004.gantry").doesNotContain("best-00000002.gantry");
    }

    @Test
    void whatTheRecipeDoesNotMeasureIsRefused() {
        TinyGan gan = gan(Optional.empty());
        gan.keepBest = new KeepBest(Optional.of("distence"), Optional.empty());
        gan.stopWhen = new StopWhen(Optional.of("fid"), Optional.of(1.0), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> plan(gan))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("'keep-best.metric' must be one that the recipe measures, ")
                .hasMessageContaining("found 'distence'. Did you mean 'distance'?")
                .hasMessageContaining("'stop-when.metric' must be one that the recipe measures, ")
                .hasMessageContaining("found 'fid'");

        gan.keepBest = best();
        gan.stopWhen = notBetterFor(1);
        assertThatThrownBy(() -> plan(gan))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(
                        "'keep-best.better' must be lower or higher, because 'distance' does not say which, found null")
                .hasMessageContaining("'stop-when.not-better-for' must be null, because 'distance' does not say");
    }

    private static void plan(TinyGan gan) {
        try (TrainingRuntime runtime = TinyGan.runtime()) {
            runtime.plan(gan.recipe()).close();
        }
    }
}
