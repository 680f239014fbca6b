package dev.gantry.app;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.plan.Step;
import dev.gantry.runtime.TrainingPlan;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code gantry plan}. */
@Command(
        name = "plan",
        description =
                "Shows the programs that a recipe becomes: each operation with its shapes, floating-point operations and"
                        + " bytes moved, and the memory that is needed.")
final class PlanCommand extends RecipeCommand {

    @Override
    void print(PrintWriter out, TrainingPlan plan) {
        plan.plan().programs().forEach(program -> print(out, program, plan.elementSize()));
        printTotals(out, plan);
    }

    private static void print(PrintWriter out, PlannedProgram program, int elementSize) {
        out.println(program.name());
        for (Step step : program.steps()) {
            printRow(out, StepText.operation(step), StepText.shapes(step), step.flops(), step.bytes(elementSize));
        }
        printRow(
                out,
                "in all " + program.steps().size(),
                "buffers " + Amount.bytes(program.arenaSize() * elementSize),
                program.flops(),
                program.bytes(elementSize));
        out.println();
    }

    private static void printRow(PrintWriter out, String operation, String shapes, long flops, long bytes) {
        out.printf(
                Locale.ROOT,
                "  %-26s %9s FLOPs %10s  %s%n",
                operation,
                Amount.count(flops),
                Amount.bytes(bytes),
                shapes);
    }

    private static void printTotals(PrintWriter out, TrainingPlan plan) {
        long variables =
                plan.plan().variables().values().stream().mapToLong(Shape::size).sum() * plan.elementSize();
        out.println("in all");
        out.println("  " + Amount.bytes(variables) + " of variables and "
                + Amount.bytes(plan.memory() - variables) + " of buffers, which the programs share, are "
                + Amount.bytes(plan.memory()) + " on " + plan.deviceDescription());
        long flops = 0;
        long bytes = 0;
        for (Map.Entry<String, Integer> runs : plan.programsOfAStep().entrySet()) {
            PlannedProgram program = plan.plan().program(runs.getKey());
            flops += runs.getValue() * program.flops();
            bytes += runs.getValue() * program.bytes(plan.elementSize());
        }
        String programs = plan.programsOfAStep().entrySet().stream()
                .map(runs -> runs.getKey() + (runs.getValue() == 1 ? "" : " x " + runs.getValue()))
                .collect(Collectors.joining(" and "));
        out.println(
                "  a step is " + programs + ": " + Amount.count(flops) + " FLOPs, " + Amount.bytes(bytes) + " moved");
    }
}
