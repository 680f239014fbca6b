package dev.gantry.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigValueFactory;
import dev.gantry.core.random.Philox;
import dev.gantry.core.recipe.Problem;
import dev.gantry.core.recipe.RecipeException;
import dev.gantry.core.spi.DataException;
import dev.gantry.core.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedGeneratorTest {

    private final TrainingRuntime runtime =
            TrainingRuntime.builder().components(TinyGan.components()).build();
    private Path recipe = Path.of("");
    private Path folder = Path.of("");

    @BeforeEach
    void train(@TempDir Path temporary) throws IOException, InterruptedException {
        recipe = Files.writeString(temporary.resolve("tiny.conf"), TinyGan.RECIPE);
        folder = temporary.resolve("run");
        TrainingPlan plan = runtime.plan(recipe, List.of());
        assertThat(runtime.start(plan, RunOptions.into(folder)).await().failure())
                .isEmpty();
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void makesTheSamplesOfItsAveragedParameters() {
        try (TrainedGenerator generator = runtime.load(folder)) {
            double[] average = saved("generator/average");
            double scale = 1 + 0.001 * (saved("generator/batches")[0] - 1);

            // Six samples are a batch of four, and half a batch.
            float[] samples = generator.sample(6, 42);

            assertThat(generator.step()).isEqualTo(12);
            assertThat(generator.recipe().name()).isEqualTo("tiny");
            assertThat(samples).hasSize(12);
            for (int i = 0; i < 6; i++) {
                double[] latent = latent(42, i);
                for (int feature = 0; feature < 2; feature++) {
                    double expected = average[6 + feature];
                    for (int k = 0; k < 3; k++) {
                        expected += latent[k] * average[2 * k + feature];
                    }
                    assertThat((double) samples[2 * i + feature]).isEqualTo(expected * scale, within(1e-6));
                }
            }
        }
    }

    @Test
    void givesParametersAndStateByPath() {
        try (TrainedGenerator generator = runtime.load(folder.resolve("checkpoints/step-00000009.gantry"))) {
            assertThat(generator.step()).isEqualTo(9);
            assertThat(generator.parameters().keySet()).containsExactly("generator/weight", "generator/bias");
            assertThat(generator.parameters().firstEntry().getValue().shape()).isEqualTo(Shape.of(3, 2));
            assertThat(generator.state().keySet()).containsExactly("generator/batches");
            assertThat(generator.state().firstEntry().getValue().values()).containsExactly(10);
        }
    }

    @Test
    void interpolatesOnTheSphere() {
        try (TrainedGenerator generator = runtime.load(folder)) {
            float[] ends = generator.sample(4, 3);

            float[] grid = generator.interpolate(2, 3, 3);

            assertThat(Arrays.copyOfRange(grid, 0, 2)).containsExactly(Arrays.copyOfRange(ends, 0, 2), within(1e-6f));
            assertThat(Arrays.copyOfRange(grid, 4, 6)).containsExactly(Arrays.copyOfRange(ends, 2, 4), within(1e-6f));
            assertThat(Arrays.copyOfRange(grid, 10, 12)).containsExactly(Arrays.copyOfRange(ends, 6, 8), within(1e-6f));
            // Half way, both ends weigh sin(a/2) / sin(a) = 1 / (2 cos(a/2)), and the generator is linear but for its
            // bias.
            double[] from = latent(3, 0);
            double[] to = latent(3, 1);
            double angle = Math.acos(dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to)));
            double weight = 1 / (2 * Math.cos(angle / 2));
            double bias = saved("generator/average")[6] * (1 + 0.001 * (saved("generator/batches")[0] - 1));
            assertThat((double) grid[2]).isEqualTo(weight * (ends[0] - bias + ends[2] - bias) + bias, within(1e-6));
        }
    }

    @Test
    void needsNoData() throws IOException, InterruptedException {
        Path file = folder.resolve("checkpoints/step-00000012.gantry");
        Checkpoint checkpoint = CheckpointFile.read(file);
        CheckpointFile.write(
                file,
                new Checkpoint(
                        checkpoint.step(),
                        checkpoint.criticUpdates(),
                        checkpoint.seed(),
                        checkpoint.sampleShape(),
                        checkpoint.recipe().withValue("data.type", ConfigValueFactory.fromAnyRef("missing")),
                        checkpoint.provenance(),
                        checkpoint.variables()));

        try (TrainedGenerator generator = runtime.load(folder)) {
            assertThatThrownBy(() -> generator.recipe().data().open(1)).isInstanceOf(DataException.class);
            assertThat(generator.sample(1, 1)).hasSize(2);
        }
    }

    @Test
    void theKeptRecipeIsTheSameRecipe() {
        TrainingPlan plan = runtime.plan(folder.resolve("recipe.conf"), List.of());

        assertThat(plan.recipe().effective())
                .isEqualTo(runtime.plan(recipe, List.of()).recipe().effective());
    }

    @Test
    void namesTheLineOfWhatDoesNotFit() {
        assertThatThrownBy(() -> runtime.plan(recipe, List.of("critic=picky")))
                .asInstanceOf(InstanceOfAssertFactories.type(RecipeException.class))
                .extracting(RecipeException::problems, InstanceOfAssertFactories.list(Problem.class))
                .containsExactly(new Problem(
                        "--set critic=picky", "critic 'picky' takes images, found samples of shape [4, 2]"));
        assertThatThrownBy(() -> runtime.plan(write("data = numbers", "data = missing"), List.of()))
                .asInstanceOf(InstanceOfAssertFactories.type(RecipeException.class))
                .extracting(RecipeException::problems, InstanceOfAssertFactories.list(Problem.class))
                .containsExactly(new Problem(recipe + ": 4", "data 'missing' cannot be used: the data is gone"));
    }

    private Path write(String line, String replacement) throws IOException {
        return Files.writeString(recipe, TinyGan.RECIPE.replace(line, replacement));
    }

    private double[] saved(String variable) {
        Checkpoint.SavedVariable saved =
                Checkpoints.find(folder).checkpoint().variables().get(variable);
        assertThat(saved).as(variable).isNotNull();
        return saved.values();
    }

    private static double[] latent(long seed, int index) {
        long key = Philox.key(seed, "latent");
        return new double[] {
            Philox.normal(key, 0, 3L * index),
            Philox.normal(key, 0, 3L * index + 1),
            Philox.normal(key, 0, 3L * index + 2)
        };
    }

    private static double dot(double[] left, double[] right) {
        return left[0] * right[0] + left[1] * right[1] + left[2] * right[2];
    }
}
