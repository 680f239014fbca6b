package dev.gantry.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.run.Workplace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A standalone cluster of two executors gives the bits of one JVM, also where executors are killed. */
final class SparkWorkplaceTest {

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

    private static StandaloneCluster cluster;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start(@TempDir Path home) throws IOException {
        cluster = StandaloneCluster.start(home.resolve("spark"));
        System.setProperty("spark.executor.extraClassPath", StandaloneCluster.classPath());
        System.setProperty("spark.executor.memory", "600m");
        System.setProperty("spark.driver.host", "127.0.0.1");
        System.setProperty("spark.driver.bindAddress", "127.0.0.1");
        // Executors may be killed as often as the test likes.
        System.setProperty("spark.task.maxFailures", "100");
        System.setProperty("spark.excludeOnFailure.enabled", "false");
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    private RunResult run(String recipe, Path into, boolean onCluster, TrainingListener listener)
            throws InterruptedException {
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainingPlan plan =
                        runtime.plan(RecipeReader.read("shared", recipe, List.of(), runtime.components()))) {
            RunOptions options = RunOptions.into(into).with(listener);
            if (!onCluster) {
                return runtime.start(plan, options).await();
            }
            try (Workplace place = new SparkWorkplaceProvider().open(cluster.master(), plan)) {
                return runtime.start(plan, options.on(place)).await();
            }
        }
    }

    /** The average of the generator, by path; all that came before is in it. */
    private static Map<String, List<Double>> parameters(Path run) {
        Map<String, List<Double>> parameters = new TreeMap<>();
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainedGenerator generator = runtime.load(run)) {
            generator
                    .parameters()
                    .forEach((path, parameter) -> parameters.put(
                            path, Arrays.stream(parameter.values()).boxed().toList()));
        }
        return parameters;
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
        assertThat(parameters(there)).isNotEmpty().isEqualTo(parameters(here));
        assertThat(losses(there)).isEqualTo(losses(here));
    }

    private static List<String> losses(Path run) throws IOException {
        List<String> rows = Files.readAllLines(run.resolve("metrics.csv"));
        List<String> columns = List.of(rows.getFirst().split(","));
        int loss = columns.indexOf("critic/loss");
        return rows.stream().map(row -> row.split(",", -1)[loss]).toList();
    }

    @Test
    void aFolderThatExecutorsDoNotSeeIsNamedWithTheirHost() throws InterruptedException, IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Path picture = pictures.resolve("a.png");
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
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
