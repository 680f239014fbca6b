package dev.gantry.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.run.Workplace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A standalone cluster of two executors gives the bits of one JVM, also where executors are killed. */
final class SparkWorkplaceTest extends OnCluster {

    private static final String RECIPE = """
            steps = 8
            batch-size = 16
            data = gaussian-ring
            generator { type = mlp, latent = 2, hidden = [8] }
            critic { type = mlp, hidden = [8] }
            loss = wasserstein
            constraints.gradient-penalty {}
            n-critic = 2
            ema.decay = 0.9
            backend.shards = 2
            every { log = 1, checkpoint = 4, samples = 8 }
            workers { count = 4, every = %d }
            """;

    private RunResult run(String recipe, Path into, boolean onCluster, TrainingListener listener)
            throws InterruptedException {
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainingPlan plan =
                        runtime.plan(RecipeReader.read("shared", recipe, List.of(), runtime.components()))) {
            RunOptions options = RunOptions.into(into).with(listener);
            if (!onCluster) {
                return runtime.start(plan, options).await();
            }
            try (Workplace place = SparkProvider.workers(context, plan)) {
                return runtime.start(plan, options.on(place)).await();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theBitsAreThoseOfOneJvm(int every) throws InterruptedException, IOException {
        Path here = folder.resolve("here");
        Path there = folder.resolve("there");
        String recipe = RECIPE.formatted(every);
        List<Integer> killed = new ArrayList<>();

        assertThat(run(recipe, here, false, _ -> {}).failure()).isEmpty();
        RunResult result = run(recipe, there, true, event -> {
            boolean kills = event.step() == 2 || event.step() == 3 || event.step() == 6;
            if (kills && event instanceof TrainingEvent.StepCompleted && cluster.killAnExecutor()) {
                killed.add(event.step());
            }
        });

        assertThat(result.failure()).isEmpty();
        assertThat(killed).isNotEmpty();
        assertThat(RunBits.parameters(there)).isNotEmpty().isEqualTo(RunBits.parameters(here));
        assertThat(RunBits.losses(there)).isEqualTo(RunBits.losses(here));
    }

    @Test
    void aFolderThatExecutorsDoNotSeeIsNamedWithTheirHost() throws InterruptedException, IOException {
        Path pictures = pictures();
        String recipe = """
                steps = 2
                batch-size = 2
                data { type = images, folder = "%s", size = 8 }
                generator { type = mlp, latent = 2, hidden = [4] }
                critic { type = mlp, hidden = [4] }
                loss = hinge
                workers.count = 2
                """.formatted(pictures);

        RunResult result = run(recipe, folder.resolve("run"), true, event -> {
            if (event instanceof TrainingEvent.RunStarted) {
                try {
                    Files.move(pictures, folder.resolve("elsewhere"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        assertThat(result.outcome()).isEqualTo(RunResult.Outcome.FAILED);
        assertThat(result.failure().orElseThrow())
                .hasMessageContaining("worker 0 on 127.0.0.1: ")
                .hasMessageContaining("pictures");
    }
}
