package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.component.Component;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.run.TrainingEvent.SamplesDrawn;
import dev.gantry.core.spi.CriticProvider;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.GeneratorProvider;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackendProvider;
import dev.gantry.optimizers.Adam;
import dev.gantry.priors.Normal;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.CheckpointFile;
import dev.gantry.schemes.Alternating;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which running statistics an averaged generator draws with: {@code ema.statistics}. */
class AveragedStatisticsTest {

    private static final String RECIPE = """
            seed = 7
            steps = 6
            batch-size = 4
            data = numbers
            generator = centring
            critic = tanh
            loss = mean-scores
            optimizer.generator { type = adam, learning-rate = 0.01 }
            ema.decay = 0.9
            backend.device = reference
            every.samples = 6
            """;

    @TempDir
    Path folder;

    private final TrainingRuntime runtime =
            TrainingRuntime.builder().components(components()).build();

    private static Components components() {
        GeneratorProvider generators = () -> Component.of(Centring::new, "centring", "Help.");
        CriticProvider critics = () -> Component.of(TinyGan.TanhCritic::new, "tanh", "Help.");
        LossProvider losses = () -> Component.of(TinyGan.Wasserstein::new, "mean-scores", "Help.");
        DataSourceProvider numbers = () -> Component.of(() -> new TinyGan.Numbers(10), "numbers", "Help.");
        return Components.given(
                List.of(
                        generators,
                        critics,
                        losses,
                        numbers,
                        Adam.provider(),
                        Normal.provider(),
                        Alternating.provider()),
                List.of(new ReferenceBackendProvider()));
    }

    /**
     * Samples are the running mean of the parameter {@code place}, which moves half way to it in each batch: after many batches
     * of one and the same generator it is that generator's place.
     */
    private record Centring() implements Generator {

        @Override
        public Shape latentShape() {
            return Shape.of(1);
        }

        @Override
        public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
            Tensor place = scope.parameter("place", sampleShape, Initializer.normal(0, 1));
            Tensor running = scope.state("running", sampleShape, Initializer.ZEROS);
            if (scope.training()) {
                scope.update("running", running.add(place).mul(0.5));
            }
            Tensor shown = scope.training() ? place : running;
            return latent.mul(0).add(shown.reshape(sampleShape.prepend(1)));
        }
    }

    @Test
    void areThoseOfTheTrainedGeneratorUnlessToldOtherwise() throws Exception {
        float[] drawn = trained("copied");

        double[] running = saved("copied", "generator/running");
        assertThat(running).isNotEqualTo(saved("copied", "generator/average"));
        assertIs(running, drawn);
        try (TrainedGenerator generator = runtime.load(folder.resolve("copied"))) {
            assertThat(generator.state().get("generator/running").values()).isEqualTo(running);
        }
    }

    @Test
    void areMeasuredOfTheAverageWhereTheRecipeSaysSo() throws Exception {
        float[] drawn = trained("measured");

        double[] average = saved("measured", "generator/average");
        assertIs(average, drawn);
        try (TrainedGenerator generator = runtime.load(folder.resolve("measured"))) {
            assertIs(average, generator.sample(4, 3));
            assertThat(generator.state().get("generator/running").values()).containsExactly(average, within(1e-6));
        }
    }

    @Test
    void areNoPartOfTheTraining() throws Exception {
        trained("measured");
        trained("copied");

        assertThat(saved("measured", "generator/running")).isEqualTo(saved("copied", "generator/running"));
    }

    /** The samples at the end of a run into the folder of this name. */
    private float[] trained(String statistics) throws Exception {
        Path recipe = Files.writeString(folder.resolve("averaged.conf"), RECIPE);
        List<SamplesDrawn> drawn = new ArrayList<>();
        RunOptions options = RunOptions.into(folder.resolve(statistics)).with(event -> {
            if (event instanceof SamplesDrawn samples) {
                drawn.add(samples);
            }
        });
        try (TrainingPlan plan = runtime.plan(recipe, List.of("ema.statistics=" + statistics))) {
            assertThat(runtime.start(plan, options).await().failure()).isEmpty();
        }
        return drawn.getLast().samples();
    }

    private double[] saved(String run, String variable) throws Exception {
        return CheckpointFile.read(folder.resolve(run).resolve("checkpoints/step-00000006.gantry"))
                .variables()
                .get(variable)
                .values();
    }

    private static void assertIs(double[] place, float[] samples) {
        assertThat(samples).isNotEmpty();
        for (int i = 0; i < samples.length; i++) {
            assertThat((double) samples[i]).isEqualTo(place[i % 2], within(1e-6));
        }
    }
}
