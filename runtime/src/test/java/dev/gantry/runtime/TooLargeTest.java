package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.PlanningInterruptedException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.trace.TrainingGraphs;
import dev.gantry.schemes.Imle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates that are too large to be planned are refused where the recipe asks for them, before they are made. */
final class TooLargeTest {

    private static final String MORE = "an update too large to be planned, with more than 200,000 operations";

    /** Of which the recipe decides how often it works. */
    private record Repeated(int iterations) implements LipschitzConstraint {

        @Override
        public Tensor weight(Tensor weight, Scope scope) {
            Tensor repeated = weight;
            for (int i = 0; i < iterations; i++) {
                repeated = repeated.tanh();
            }
            return repeated;
        }
    }

    @Test
    void lookingAheadTooFar(@TempDir Path folder) throws Exception {
        Path recipe = Files.writeString(folder.resolve("far.conf"), TinyGan.RECIPE + "unroll.steps = 100000\n");
        int line = Math.toIntExact(TinyGan.RECIPE.lines().count()) + 1;
        try (TrainingRuntime runtime =
                TrainingRuntime.builder().components(TinyGan.components()).build()) {
            assertThatThrownBy(() -> runtime.plan(recipe, List.of()))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining(
                            recipe + ": " + line + ": unroll.steps of 100,000 makes " + MORE + "; take fewer")
                    .hasMessageContaining("1 problem");
        }
    }

    @Test
    void tooManyUpdatesOfAnImleStep() {
        TinyGan gan = new TinyGan();
        gan.scheme = new Imle(8, 1_000_000);
        gan.nCritic = 1;
        assertRefused(gan, "scheme makes " + MORE);
    }

    @Test
    void componentThatIteratesTooOften() {
        TinyGan gan = new TinyGan();
        gan.constraints.put("repeated", new Repeated(Integer.MAX_VALUE));
        assertRefused(gan, "constraints.repeated makes " + MORE);
    }

    @Test
    void componentWhoseGradientIsTooLarge() {
        TinyGan gan = new TinyGan();
        gan.unrollSteps = 1;
        gan.constraints.put("repeated", new Repeated(50_000));
        assertRefused(gan, "constraints.repeated makes " + MORE);
    }

    @Test
    void interruptEndsTracing() {
        TinyGan gan = new TinyGan();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0))
                .isInstanceOf(PlanningInterruptedException.class);
        assertThat(Thread.interrupted()).as("still set").isTrue();
    }

    private static void assertRefused(TinyGan gan, String problem) {
        assertThatThrownBy(() -> TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0))
                .isInstanceOfSatisfying(
                        RecipeException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .satisfies(found -> assertThat(found.message()).contains(problem)));
    }
}
