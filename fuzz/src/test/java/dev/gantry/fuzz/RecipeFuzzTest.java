package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.tries.Draw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes and overrides are planned, or refused with all that is wrong. */
final class RecipeFuzzTest {

    private static final String[] OVERRIDES = {
        "batch-size=12",
        "steps=7",
        "seed=3",
        "name=\"a b\"",
        "loss=wasserstein",
        "loss { type = hinge }",
        "data=swiss-roll",
        "data { type = gaussian-grid, side = 3, scale = 2 }",
        "scheme=simultaneous",
        "scheme { type = imle, samples = 8, updates = 2 }",
        "critic=null",
        "critic.hidden=[3, 5]",
        "generator { type = mlp, latent = 3, hidden = [5], norm = layer }",
        "generator.layers=[{type=dense, units=3}, relu]",
        "n-critic=2",
        "unroll.steps=2",
        "ema { decay = 0.9, statistics = measured }",
        "every { log = 1, metrics = 3, samples = 5, checkpoint = 7 }",
        "keep-checkpoints=2",
        "constraints.gradient-penalty.lambda=0.1",
        "constraints { weight-clipping { bound = 1, every = 2 } }",
        "constraints { spectral-normalization { power-iterations = 2 } }",
        "regularizers { minibatch-discrimination { kernels = 3, dimensions = 2 }, label-smoothing { real = 0.9 } }",
        "regularizers { packing { samples = 2 } }",
        "conditions { auxiliary-classifier {} }",
        "conditions { info-gan { categories = 3, continuous = 1 } }",
        "optimizer.generator { type = rmsprop, learning-rate { type = cosine, from = 1e-3, warm-up = 2 } }",
        "optimizer.critic=${optimizer.generator}",
        "metrics { frechet-distance { features { type = random-convolution, channels = 3 } } }",
        "backend.device=reference"
    };

    @TempDir
    private static Path folder;

    private static TrainingRuntime runtime;
    private static SequencedMap<String, String> shipped;

    /** What mutants are made of: those that ship, and some in which everything is wrong. */
    private static SequencedMap<String, String> recipes;

    @BeforeAll
    static void writeRecipes() throws IOException {
        runtime = TrainingRuntime.builder().build();
        shipped = Recipes.into(folder);
        recipes = new TreeMap<>(shipped);
        recipes.putAll(Recipes.broken());
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    private static void plan(Path recipe, List<String> overrides) {
        try (TrainingPlan plan = runtime.plan(recipe, overrides)) {
            assertThat(plan.plan().programs()).isNotEmpty();
        }
    }

    @Test
    void wholeRecipesArePlanned() {
        shipped.keySet().forEach(name -> plan(folder.resolve(name), List.of()));
    }

    @Test
    void recipes() {
        Path file = folder.resolve("mutant.conf");
        Fuzz.with(
                "mutant.conf",
                draw -> Texts.broken(one(shipped, draw), one(recipes, draw), draw),
                mutant -> {
                    Files.write(file, mutant.getBytes(StandardCharsets.ISO_8859_1));
                    plan(file, List.of());
                },
                List.of(RecipeException.class),
                Fuzz::requireWords);
    }

    private static String one(SequencedMap<String, String> recipes, Draw draw) {
        return recipes.get(draw.oneOf(recipes.keySet().toArray(String[]::new)));
    }

    private record Overridden(String recipe, List<String> overrides) {}

    @Test
    void overrides() {
        Fuzz.with(
                "overrides.txt",
                draw -> {
                    String recipe = draw.oneOf(shipped.keySet().toArray(String[]::new));
                    List<String> overrides = new ArrayList<>();
                    for (int count = draw.between(1, 3); count > 0; count--) {
                        String override = draw.oneOf(OVERRIDES);
                        overrides.add(
                                draw.between(0, 4) == 0
                                        ? override
                                        : Texts.broken(override, draw.oneOf(OVERRIDES), draw));
                    }
                    return new Overridden(recipe, overrides);
                },
                mutant -> plan(folder.resolve(mutant.recipe()), mutant.overrides()),
                List.of(RecipeException.class),
                Fuzz::requireWords);
    }
}
