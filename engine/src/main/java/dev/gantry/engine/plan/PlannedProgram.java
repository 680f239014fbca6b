package dev.gantry.engine.plan;

import java.util.List;

/**
 * One step of training, planned.
 *
 * @param graph the step as traced
 * @param steps what to run, in order
 * @param arenaSize how many elements the intermediate results need together
 */
public record PlannedProgram(Graph graph, List<Step> steps, long arenaSize) {

    public PlannedProgram {
        steps = List.copyOf(steps);
    }

    public String name() {
        return graph.name();
    }

    /** Floating-point operations of one run. */
    public long flops() {
        return steps.stream().mapToLong(Step::flops).sum();
    }

    /** Bytes that one run reads and writes, with {@code elementSize} bytes an element. */
    public long bytes(int elementSize) {
        return steps.stream().mapToLong(step -> step.bytes(elementSize)).sum();
    }
}
