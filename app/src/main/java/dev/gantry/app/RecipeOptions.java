package dev.gantry.app;

import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.recipe.RecipeChanges;
import dev.gantry.runtime.recipe.RecipeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that read recipes have in common. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RecipeOptions {

    static final String RECIPE = "A recipe's file, or the name of one that ships with Gantry.";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key of the recipe, such as --set batch-size=128. May be given several times.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--strict", description = "Take what is unwise about the recipe for an error.")
    private boolean strict;

    @Mixin
    private IncludeOption includes;

    /** Reads and plans the recipe of that path or name, with keys that the user's own override. */
    TrainingPlan plan(TrainingRuntime runtime, Installation installation, String recipe, List<String> weaker) {
        Path file = installation
                .recipe(recipe)
                .orElseThrow(() -> new ParameterException(command.commandLine(), installation.noRecipe(recipe)));
        List<String> all = new ArrayList<>(weaker);
        all.addAll(overrides);
        return accepted(runtime.plan(file, all, includes.allowed()));
    }

    /** Reads and plans the recipe in a run's folder. */
    TrainingPlan planToResume(TrainingRuntime runtime, Path file) {
        return accepted(runtime.planToResume(file, overrides, includes.allowed()));
    }

    /** What a run that goes on does otherwise than before, a line for each key. */
    List<String> changes(Path kept, TrainingPlan plan) {
        return RecipeChanges.of(kept, includes.allowed(), plan.recipe());
    }

    private TrainingPlan accepted(TrainingPlan plan) {
        if (strict && !plan.warnings().isEmpty()) {
            plan.close();
            throw new RecipeException("recipe is unwise, and", plan.warnings());
        }
        return plan;
    }
}
