package dev.gantry.app;

import dev.gantry.engine.backend.SessionMemory;
import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.plan.Section;
import dev.gantry.engine.plan.Step;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/** {@code gantry plan}. */
@Command(
        name = "plan",
        description =
                "Shows the programs that a recipe becomes: each operation with its shapes, floating-point operations and"
                        + " bytes moved, which shards do it and where they meet, and the memory that is needed.")
final class PlanCommand extends RecipeCommand {

    /** As both were measured on Spark. */
    private static final double SECONDS_OF_A_ROUND = 0.05;

    private static final double SECONDS_OF_A_BYTE = 25e-9;

    /** In gigabits a second. */
    private static final List<Integer> NETWORKS = List.of(1, 10, 100);

    @Override
    int run(TrainingRuntime runtime, TrainingPlan plan, PrintWriter out) {
        int workers = plan.recipe().settings().workers().count();
        if (workers > 1) {
            out.println("each of " + workers + " workers, here the first");
            plan.programsOf(0).forEach(program -> print(out, program, plan.elementSize()));
            out.println("all of them together");
        }
        plan.plan().programs().forEach(program -> print(out, program, plan.elementSize()));
        printTotals(out, plan);
        if (workers > 1) {
            printRounds(out, plan);
        }
        plan.warnings().forEach(warning -> out.println("unwise: " + warning));
        return Gantry.GOOD;
    }

    /** Equal steps of several shards are one row. */
    private record Row(String operation, String shapes, long flops, long bytes, int nth) {}

    private static void print(PrintWriter out, PlannedProgram program, int elementSize) {
        out.println(program.name());
        Writers writers = new Writers();
        String meeting = "";
        for (Section section : program.sections()) {
            out.print(meeting);
            meeting = "  the shards meet%n".formatted();
            SequencedMap<Row, List<Integer>> rows = new LinkedHashMap<>();
            for (int shard = 0; shard < section.shards().size(); shard++) {
                Map<Row, Integer> seen = new HashMap<>();
                for (Step step : section.shards().get(shard)) {
                    String operation =
                            StepText.operation(step) + (writers.othersWrote(step, shard) ? ", of shards" : "");
                    Row row = new Row(operation, StepText.shapes(step), step.flops(), step.bytes(elementSize), 0);
                    Row nth = new Row(operation, row.shapes, row.flops, row.bytes, seen.merge(row, 1, Integer::sum));
                    rows.computeIfAbsent(nth, _ -> new ArrayList<>()).add(shard);
                }
            }
            rows.forEach((row, shards) -> printRow(
                    out,
                    row.operation,
                    row.shapes + times(shards, section.shards().size()),
                    row.flops,
                    row.bytes));
            writers.write(section);
        }
        printRow(
                out,
                "in all " + program.steps().size(),
                "buffers " + Amount.bytes(program.arenaSize() * elementSize),
                program.flops(),
                program.bytes(elementSize));
        out.println();
    }

    private static String times(List<Integer> shards, int all) {
        if (all == 1) {
            return "";
        }
        return shards.size() == 1 ? "  in shard " + shards.getFirst() : "  in " + shards.size() + " shards";
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

    private static void printMemory(PrintWriter out, SessionMemory memory, String device) {
        printMemory(out, memory.variables(), "variables");
        printMemory(out, memory.constants(), "constants");
        printMemory(out, memory.buffers(), "buffers, which the programs share");
        List<Long> scratch = memory.scratch();
        IntStream.range(0, scratch.size())
                .boxed()
                .collect(Collectors.groupingBy(scratch::get, LinkedHashMap::new, Collectors.toList()))
                .forEach((bytes, shards) -> printMemory(out, bytes, "scratch" + times(shards, scratch.size())));
        out.println("  are " + Amount.bytes(memory.total()) + " on " + device);
    }

    private static void printMemory(PrintWriter out, long bytes, String of) {
        out.printf(Locale.ROOT, "  %10s of %s%n", Amount.bytes(bytes), of);
    }

    /** By the formula of docs/cluster.md. */
    private static void printRounds(PrintWriter out, TrainingPlan plan) {
        int workers = plan.recipe().settings().workers().count();
        TrainingPlan.Rounds rounds = plan.rounds();
        String times = rounds.count() == 1 ? "once" : rounds.count() + " times";
        String steps = rounds.steps() == 1 ? "a step" : rounds.steps() + " steps";
        out.printf(
                Locale.ROOT,
                "  %d workers meet %s in %s: each is sent %,d numbers and sends back %,d%n",
                workers,
                times,
                steps,
                rounds.sent(),
                rounds.found());
        String seconds = NETWORKS.stream()
                .map(gigabits -> {
                    double bytes = Float.BYTES * (rounds.sent() + (double) workers * rounds.found());
                    double passed = rounds.count() * SECONDS_OF_A_ROUND
                            + bytes * (SECONDS_OF_A_BYTE + Byte.SIZE / (gigabits * 1e9));
                    return String.format(Locale.ROOT, "%.2g s at %d Gbit/s", passed / rounds.steps(), gigabits);
                })
                .collect(Collectors.joining(", "));
        out.println("  which adds to a step, on a cluster, some " + seconds);
    }

    private static void printTotals(PrintWriter out, TrainingPlan plan) {
        out.println("in all");
        plan.parameters()
                .forEach((network, count) -> out.printf(Locale.ROOT, "  %,d parameters of the %s%n", count, network));
        printMemory(out, plan.memory(), plan.deviceDescription());
        if (plan.recipe().settings().workers().count() > 1) {
            out.println("  and where workers compute, on a cluster in each executor");
            printMemory(out, plan.workerMemory(), plan.deviceDescription());
        }
        long flops = 0;
        long bytes = 0;
        for (TrainingPlan.ProgramRuns runs : plan.programsOfAStep()) {
            flops += runs.times() * runs.program().flops();
            bytes += runs.times() * runs.program().bytes(plan.elementSize());
        }
        String programs = plan.programsOfAStep().stream()
                .map(runs -> runs.program().name() + (runs.times() == 1 ? "" : " x " + runs.times()))
                .collect(Collectors.joining(" and "));
        out.println(
                "  a step is " + programs + ": " + Amount.count(flops) + " FLOPs, " + Amount.bytes(bytes) + " moved");
    }
}
