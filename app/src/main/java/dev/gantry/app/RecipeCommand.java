package dev.gantry.app;

import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that plans a recipe and tells about the plan. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class RecipeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Parameters(paramLabel = "RECIPE", description = RecipeOptions.RECIPE)
    private String recipe;

    @Mixin
    private RecipeOptions recipes;

    @Override
    public Integer call() {
        try (TrainingRuntime runtime = gantry.installation().runtime();
                TrainingPlan plan = recipes.plan(runtime, gantry.installation(), recipe)) {
            print(command.commandLine().getOut(), plan);
        }
        return Gantry.GOOD;
    }

    abstract void print(PrintWriter out, TrainingPlan plan);
}
