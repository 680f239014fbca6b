package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.SamplesDrawn;
import dev.gantry.core.run.TrainingEvent.SamplesScored;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.Checkpoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the critic's scores, where a recipe asks for that. */
final class ToldScoresTest {

    @TempDir
    private Path folder;

    private final TrainingRuntime runtime = TinyGan.runtime();

    @AfterEach
    void close() {
        runtime.close();
    }

    private List<TrainingEvent> train(TinyGan gan, Path into) throws InterruptedException {
        List<TrainingEvent> events = new ArrayList<>();
        assertThat(runtime.start(
                                runtime.plan(gan.recipe()),
                                RunOptions.into(into).with(events::add))
                        .await()
                        .failure())
                .isEmpty();
        return events;
    }

    @Test
    void areThoseOfABatchOfEachAfterTheSamples() throws InterruptedException {
        TinyGan gan = TinyGan.withEverything();
        gan.tensorboard = true;

        List<TrainingEvent> events = train(gan, folder.resolve("run"));

        for (TrainingEvent event : events) {
            if (event instanceof SamplesDrawn drawn) {
                assertThat(events.get(events.indexOf(event) + 1))
                        .isInstanceOfSatisfying(SamplesScored.class, scored -> {
                            assertThat(scored.step()).isEqualTo(drawn.step());
                            assertThat(scored.real()).hasSize(TinyGan.BATCH);
                            assertThat(scored.generated()).hasSize(TinyGan.BATCH);
                        });
            }
        }
        assertThat(events).filteredOn(SamplesScored.class::isInstance).hasSize(3);
    }

    /** A critic that keeps a weight of 1 on the first value of a sample: of sample i of 10, that is i / 10. */
    @Test
    void areWhatTheCriticGives() throws InterruptedException {
        TinyGan gan = new TinyGan();
        gan.tensorboard = true;
        gan.learningRate = 0;
        gan.generatorLearningRate = Optional.of(0.01);
        gan.critic = (samples, scope) -> {
            Tensor weight = scope.parameter("weight", Shape.of(1, 1), Initializer.ONES);
            return samples.slice(1, 0, 1).matmul(weight).reshape(samples.shape().size(0));
        };

        List<TrainingEvent> events = train(gan, folder.resolve("run"));

        assertThat(events)
                .filteredOn(SamplesScored.class::isInstance)
                .hasSize(3)
                .allSatisfy(event -> assertThat(((SamplesScored) event).real())
                        .containsExactly(new float[] {0, 0.1f, 0.2f, 0.3f}, within(1e-6f)));
    }

    @Test
    void areNotToldUnasked() throws InterruptedException {
        assertThat(train(TinyGan.withEverything(), folder.resolve("run"))).noneMatch(SamplesScored.class::isInstance);
    }

    @Test
    void doNotChangeTheRun() throws InterruptedException {
        TinyGan gan = TinyGan.withEverything();
        train(gan, folder.resolve("silent"));
        gan.tensorboard = true;
        train(gan, folder.resolve("telling"));

        assertThat(variables("telling")).isEqualTo(variables("silent"));
    }

    private List<String> variables(String run) {
        return new TreeMap<>(Checkpoints.find(folder.resolve(run)).checkpoint().variables())
                .entrySet().stream()
                        .map(variable -> variable.getKey()
                                + Arrays.toString(variable.getValue().values()))
                        .toList();
    }
}
