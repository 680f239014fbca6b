package dev.gantry.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.Folders;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.run.RunPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs on a cluster of two executors are those of this JVM, also where executors are killed. */
final class SparkRunsTest extends OnCluster {

    private static final String RECIPE = """
            name = "of a study"
            batch-size = 16
            data = gaussian-ring
            generator { type = mlp, latent = 2, hidden = [8] }
            critic { type = mlp, hidden = [8] }
            loss = wasserstein
            constraints.gradient-penalty {}
            backend.shards = 2
            """;

    private static final String SHORT = "steps = 6, every { log = 1, checkpoint = 3, samples = 6 }";
    private static final String ENDLESS = "steps = 1000000000, every.checkpoint = 1000000000";

    private static Recipe recipe(String more) {
        try (TrainingRuntime runtime = TrainingRuntime.builder().build()) {
            return RecipeReader.read("run", RECIPE + more, List.of(), runtime.components());
        }
    }

    @Test
    void aRunIsThatOfThisJvmThoughItsExecutorIsKilled() throws InterruptedException, IOException {
        Path here = folder.resolve("here");
        Path there = folder.resolve("there");
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainingPlan plan = runtime.plan(recipe(SHORT))) {
            assertThat(runtime.start(plan, RunOptions.into(here)).await().failure())
                    .isEmpty();
        }

        try (RunPlace place = SparkProvider.runs(context)) {
            Semaphore begun = tasks(cluster::killExecutors);

            assertThat(place.train(recipe(SHORT), there)).isEmpty();

            assertThat(begun.availablePermits()).isGreaterThan(1);
        }
        assertThat(RunBits.parameters(there)).isNotEmpty().isEqualTo(RunBits.parameters(here));
        assertThat(RunBits.losses(there)).hasSize(7).isEqualTo(RunBits.losses(here));
        assertThat(there.resolve("report.html")).isNotEmptyFile();
        assertThat(there.resolve("samples/step-00000006.png")).isNotEmptyFile();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(here, there);
        }
    }

    @Test
    void aRunThatIsStoppedLeavesNothing() throws InterruptedException {
        Path there = folder.resolve("there");
        try (RunPlace place = SparkProvider.runs(context)) {
            tasks(place::stop);

            assertThatThrownBy(() -> place.train(recipe(ENDLESS), there)).isInstanceOf(InterruptedException.class);
            assertThatThrownBy(() -> place.train(recipe(SHORT), there)).isInstanceOf(InterruptedException.class);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aRunThatFailsIsKept() throws InterruptedException {
        Path there = folder.resolve("there");
        try (RunPlace place = SparkProvider.runs(context)) {
            Optional<String> failure =
                    place.train(recipe(SHORT + ", optimizer.generator { type = sgd, learning-rate = 1e30 }"), there);

            assertThat(failure.orElseThrow()).startsWith("at step ");
        }
        assertThat(there.resolve("metrics.csv")).isNotEmptyFile();
    }

    @Test
    void dataThatExecutorsDoNotSeeIsNamedWithTheirHost() throws InterruptedException, IOException {
        Path pictures = pictures();
        Recipe recipe = recipe(SHORT + ", data { type = images, folder = \"" + pictures + "\", size = 8 }");
        Folders.delete(pictures);
        try (RunPlace place = SparkProvider.runs(context)) {
            Optional<String> failure = place.train(recipe, folder.resolve("there"));

            assertThat(failure.orElseThrow()).startsWith("on 127.0.0.1: ").contains("pictures");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
