package dev.gantry.engine.plan;

import java.util.List;

/**
 * One step of training, planned.
 *
 * @param graph the step as traced, but for rounded operands, or as divided over shards
 * @param sections what to run, in order
 * @param arenaSize how many elements the intermediate results need together
 */
public record PlannedProgram(Graph graph, List<Section> sections, long arenaSize) {

    public PlannedProgram {
        sections = List.copyOf(sections);
    }

    /** All steps in an order in which one thread may run them: one shard after another in each section. */
    public List<Step> steps() {
        return sections.stream()
                .flatMap(section -> section.shards().stream())
                .flatMap(List::stream)
                .toList();
    }

    public String name() {
        return graph.name();
    }

    /** Floating-point operations of one run. */
    public long flops() {
        return steps().stream().mapToLong(Step::flops).sum();
    }

    /** Bytes that one run reads and writes, with {@code elementSize} bytes an element. */
    public long bytes(int elementSize) {
        return steps().stream().mapToLong(step -> step.bytes(elementSize)).sum();
    }
}
