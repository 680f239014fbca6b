package dev.gantry.app;

import dev.gantry.core.runtime.TrainingPlan;
import dev.gantry.core.runtime.TrainingRuntime;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gantry check}. */
@Command(
        name = "check",
        description =
                "Checks a recipe to the end (keys, data, shapes, memory), and lists everything that is wrong with it.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CheckCommand implements Callable<Integer> {

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
            command.commandLine()
                    .getOut()
                    .println(plan.recipe().name() + " is good: samples of shape " + plan.sampleShape() + ", "
                            + Amount.bytes(plan.memory()) + " on " + plan.deviceDescription());
        }
        return Gantry.GOOD;
    }
}
