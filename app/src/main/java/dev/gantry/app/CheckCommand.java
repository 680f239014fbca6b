package dev.gantry.app;

import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code gantry check}. */
@Command(
        name = "check",
        description =
                "Checks a recipe to the end (keys, data, shapes, memory), and lists everything that is wrong with it, or else what"
                        + " is unwise.")
final class CheckCommand extends RecipeCommand {

    @Override
    int run(TrainingRuntime runtime, TrainingPlan plan, PrintWriter out) {
        out.println(plan.recipe().settings().name() + " is good: samples of shape " + plan.sampleShape() + ", "
                + Amount.bytes(plan.memory().total()) + " on " + plan.deviceDescription());
        plan.warnings().forEach(warning -> out.println("unwise: " + warning));
        return Gantry.GOOD;
    }
}
