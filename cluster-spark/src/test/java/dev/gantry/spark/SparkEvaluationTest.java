package dev.gantry.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Features;
import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.Evaluation;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.recipe.Chosen;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.Estimate;
import dev.gantry.runtime.run.EvaluationOptions;
import dev.gantry.runtime.run.EvaluationRequest;
import dev.gantry.runtime.run.EvaluationTask;
import dev.gantry.runtime.run.RunOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** An evaluation on a cluster of two executors is that of this JVM, also where executors are killed. */
final class SparkEvaluationTest extends OnCluster {

    private static final String RECIPE = """
            steps = 3
            batch-size = 16
            data = gaussian-ring
            generator { type = mlp, latent = 2, hidden = [8] }
            critic { type = mlp, hidden = [8] }
            loss = non-saturating
            backend.shards = 2
            """;

    /** With parts: of 4,500 samples, six and three. */
    private static final String METRICS = """
            precision-recall {}
            kernel-distance { subsets = 8, subset-size = 50 }
            mode-coverage {}
            """;

    private static final EvaluationOptions OPTIONS = new EvaluationOptions(OptionalInt.of(4500), 2, 3);

    private Path trained() throws InterruptedException {
        Path run = folder.resolve("run");
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainingPlan plan = runtime.plan(RecipeReader.read("ring", RECIPE, List.of(), runtime.components()))) {
            assertThat(runtime.start(plan, RunOptions.into(run)).await().failure())
                    .isEmpty();
        }
        return run;
    }

    /** By what does the tasks of a request. */
    private static List<Estimate> estimates(
            Path run, Function<EvaluationRequest, Function<Evaluation, List<double[]>>> doing) {
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainedGenerator generator = runtime.load(run);
                Samples data = generator.data().component().open(1)) {
            Components components = runtime.components();
            Chosen<DataSource> source = generator.data();
            Chosen<Features> pixels = RecipeReader.features("test", "pixels", components);
            Evaluation evaluation = generator.evaluation(
                    data, RecipeReader.metrics("test", METRICS, Optional.of(pixels), components), OPTIONS);
            EvaluationRequest request = new EvaluationRequest(
                    generator.file(), Optional.empty(), source.settings().render(), "pixels", METRICS, OPTIONS);
            return evaluation.estimates(doing.apply(request).apply(evaluation));
        }
    }

    @Test
    void theNumbersAreThoseOfThisJvmThoughExecutorsAreKilled() throws InterruptedException {
        Path run = trained();
        List<Estimate> here = estimates(
                run,
                _ -> evaluation ->
                        evaluation.tasks().stream().map(evaluation::run).toList());
        Semaphore begun = tasks(cluster::killExecutors);

        List<Estimate> there = estimates(run, request -> evaluation -> {
            List<EvaluationTask> tasks = evaluation.tasks();
            // Six parts of precision and recall, three of the kernel distance and one of the modes, twice.
            assertThat(tasks).hasSize(20);
            return SparkProvider.evaluate(context, request, tasks);
        });

        assertThat(begun.availablePermits()).isGreaterThan(20);
        assertThat(there).isEqualTo(here);
        assertThat(here)
                .extracting(Estimate::name)
                .containsExactlyInAnyOrder(
                        "precision", "recall", "kernel-distance", "high-quality-share", "modes-covered");
        assertThat(here)
                .allSatisfy(estimate -> assertThat(estimate.values()).hasSize(2).doesNotContain(Double.NaN));
    }

    @Test
    void dataThatExecutorsDoNotSeeIsNamedWithTheirHost() throws InterruptedException, IOException {
        Path pictures = folder.resolve("elsewhere");
        Path run = trained();

        assertThatThrownBy(() -> estimates(run, request -> evaluation -> {
                    EvaluationRequest other = new EvaluationRequest(
                            request.checkpoint(),
                            Optional.empty(),
                            "images { folder = \"" + pictures + "\", size = 8 }",
                            request.features(),
                            request.metrics(),
                            request.options());
                    return SparkProvider.evaluate(context, other, evaluation.tasks());
                }))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("on 127.0.0.1: ")
                .hasMessageContaining("elsewhere");
    }
}
