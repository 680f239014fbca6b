package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Everything a backend needs to run the steps of one training: the programs, and the variables they share.
 *
 * @param variables the shape of every variable that a program reads or writes
 * @param programs each with its own name
 */
public record Plan(SequencedMap<String, Shape> variables, List<PlannedProgram> programs) {

    public Plan {
        variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
        programs = List.copyOf(programs);
    }

    /** Plans the graphs with element-wise chains fused; see {@link #of(List, boolean)}. */
    public static Plan of(List<Graph> graphs) {
        return of(graphs, true);
    }

    /**
     * Plans the graphs.
     *
     * @param fuse whether chains of element-wise work become one loop, and images get their channels last; without, every
     *     loop holds one instruction, reduction or copy, for devices that run them as ready-made kernels
     * @throws IllegalArgumentException if two graphs share a name, or give one variable different shapes
     */
    public static Plan of(List<Graph> graphs, boolean fuse) {
        SequencedMap<String, Shape> variables = new LinkedHashMap<>();
        for (Graph graph : graphs) {
            for (Map.Entry<String, Shape> variable : graph.variables().entrySet()) {
                Shape earlier = variables.putIfAbsent(variable.getKey(), variable.getValue());
                if (earlier != null && !earlier.equals(variable.getValue())) {
                    throw new IllegalArgumentException("variable '" + variable.getKey() + "' has shape " + earlier
                            + " in one graph and " + variable.getValue() + " in '" + graph.name() + "'");
                }
            }
        }
        if (graphs.stream().map(Graph::name).distinct().count() != graphs.size()) {
            throw new IllegalArgumentException("two graphs share a name: "
                    + graphs.stream().map(Graph::name).toList());
        }
        return new Plan(
                variables,
                graphs.stream().map(graph -> Planner.plan(graph, fuse)).toList());
    }

    /** Elements that the variables take together with the largest program's intermediate results, which share one arena. */
    public long memory() {
        long variable = variables.values().stream().mapToLong(Shape::size).sum();
        return variable
                + programs.stream().mapToLong(PlannedProgram::arenaSize).max().orElse(0);
    }

    /** The program of this name; throws {@link IllegalArgumentException} if there is none. */
    public PlannedProgram program(String name) {
        return programs.stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the plan has no program '" + name + "'"));
    }
}
