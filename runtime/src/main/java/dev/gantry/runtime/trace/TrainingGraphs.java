package dev.gantry.runtime.trace;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.Graph;
import dev.gantry.runtime.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs of a training, as traced.
 *
 * @param initialize gives every variable that a checkpoint holds its first value
 * @param steps the players' updates
 * @param heldOut measures a condition's error about a batch that no update sees, where it asks for that
 * @param criticTerms what the elements of {@link Variables#CRITIC_METRICS} are
 * @param generatorTerms what the elements of {@link Variables#GENERATOR_METRICS} are
 * @param generator the parameters in the generator's vector
 */
public record TrainingGraphs(
        Graph initialize,
        List<Graph> steps,
        Graph sample,
        Optional<Graph> heldOut,
        List<String> criticTerms,
        List<String> generatorTerms,
        ParameterLayout generator) {

    public TrainingGraphs {
        steps = List.copyOf(steps);
        criticTerms = List.copyOf(criticTerms);
        generatorTerms = List.copyOf(generatorTerms);
    }

    /**
     * Traces a recipe's steps.
     *
     * @param sampleShape of one real sample
     * @param classes how many the samples have, 0 where they have no labels
     * @throws dev.gantry.runtime.recipe.RecipeException if components do not fit one another
     */
    public static TrainingGraphs of(Recipe recipe, Shape sampleShape, int classes) {
        return new RecipeTracer(recipe, sampleShape, classes).training();
    }

    public List<Graph> all() {
        List<Graph> all = new ArrayList<>(List.of(initialize));
        all.addAll(steps);
        all.add(sample);
        heldOut.ifPresent(all::add);
        return all;
    }
}
