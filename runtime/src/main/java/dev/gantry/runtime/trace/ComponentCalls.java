package dev.gantry.runtime.trace;

import dev.gantry.core.tensor.GraphBounds;
import dev.gantry.core.tensor.GraphTooLargeException;
import dev.gantry.core.tensor.PlanningInterruptedException;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeProblems;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Calls components while they are traced, and knows of each block how much its component makes. */
final class ComponentCalls {

    private final Recipe recipe;

    /** The most tensors that a call of a block's component has made, without those of others that it called. */
    private final Map<String, Integer> made = new LinkedHashMap<>();

    /** Of the components that are called now, the last by those before. */
    private final Deque<String> calling = new ArrayDeque<>();

    private int madeByOthers;

    ComponentCalls(Recipe recipe) {
        this.recipe = recipe;
    }

    /** What a component gives; what it throws, as a problem of the recipe's block that names it. */
    <T> T checked(String block, Supplier<T> component) {
        int madeBefore = GraphBounds.made();
        int besides = madeByOthers;
        madeByOthers = 0;
        calling.addLast(block);
        try {
            return component.get();
        } catch (IllegalArgumentException e) {
            throw new RecipeException(List.of(RecipeProblems.refused(recipe, block, e)));
        } catch (RecipeException | GraphTooLargeException | PlanningInterruptedException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new RecipeException(List.of(RecipeProblems.failed(recipe, block, e)));
        } finally {
            calling.removeLast();
            int all = GraphBounds.made() - madeBefore;
            made.merge(block, all - madeByOthers, Math::max);
            madeByOthers = besides + all;
        }
    }

    /** Of the component that is called now. */
    String block() {
        return calling.getLast();
    }

    /**
     * What makes an update too large to be planned: the component whose one call is a good part of it, otherwise how often
     * the recipe repeats calls.
     */
    Problem tooLarge(GraphTooLargeException e) {
        // A loss's gradient is as large as all that the loss is made of, and a scheme is made of all updates.
        String largest = made.entrySet().stream()
                .filter(block -> !Set.of("loss", "scheme").contains(block.getKey()))
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Variables.GENERATOR);
        boolean alone = made.getOrDefault(largest, 0) >= e.most() / 10;
        String tooLarge = "makes an update too large to be planned, with " + e.getMessage();
        if (!alone && recipe.settings().unroll().steps() > 0) {
            return RecipeProblems.at(
                    recipe,
                    "unroll.steps",
                    "of %,d %s; take fewer".formatted(recipe.settings().unroll().steps(), tooLarge));
        }
        if (!alone) {
            return RecipeProblems.at(recipe, "scheme", tooLarge + "; have it make fewer updates in a step");
        }
        return RecipeProblems.at(recipe, largest, tooLarge + "; give it fewer iterations, or smaller networks");
    }
}
