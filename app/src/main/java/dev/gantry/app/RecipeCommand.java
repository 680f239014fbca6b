package dev.gantry.app;

import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that plans a recipe and does something with the plan. */
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

    private final List<String> weaker;

    /**
     * @param weaker keys of the recipe that the user's own override
     */
    RecipeCommand(String... weaker) {
        this.weaker = List.of(weaker);
    }

    @Override
    public final Integer call() throws InterruptedException {
        try (TrainingRuntime runtime = gantry.installation().runtime();
                TrainingPlan plan = recipes.plan(runtime, gantry.installation(), recipe, weaker)) {
            return run(runtime, plan, command.commandLine().getOut());
        }
    }

    /** What the process ends with. */
    abstract int run(TrainingRuntime runtime, TrainingPlan plan, PrintWriter out) throws InterruptedException;

    final CommandLine commandLine() {
        return command.commandLine();
    }
}
