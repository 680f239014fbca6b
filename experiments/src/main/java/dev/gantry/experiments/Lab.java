package dev.gantry.experiments;

import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeReader;
import java.nio.file.Path;
import java.util.List;

/**
 * What an experiment works with.
 *
 * @param runtime trains
 * @param folder the experiment's own, where runs can be kept; it exists
 * @param seed decides every random choice
 */
public record Lab(TrainingRuntime runtime, Path folder, long seed) {

    /**
     * A recipe, with this lab's seed, on as many shards on any machine.
     *
     * @param name stands for a file in messages
     * @param text in HOCON
     */
    public Recipe recipe(String name, String text) {
        return RecipeReader.read(name, text, List.of("seed=" + seed, "backend.shards=2"), runtime.components());
    }
}
