package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.View.Storage;
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

    /** Plans the graphs with all passes, on one shard. */
    public static Plan of(List<Graph> graphs) {
        return of(graphs, Passes.ALL);
    }

    /**
     * Plans the graphs.
     *
     * @throws IllegalArgumentException if two graphs share a name, or give one variable different shapes
     */
    public static Plan of(List<Graph> graphs, Passes passes) {
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
                graphs.stream().map(graph -> Planner.plan(graph, passes)).toList());
    }

    /** Over how many shards its work is divided, at most. */
    public int shards() {
        return programs.stream()
                .flatMap(program -> program.sections().stream())
                .mapToInt(section -> section.shards().size())
                .max()
                .orElse(1);
    }

    /** How many elements the variables have together. */
    public long variableSize() {
        return variables.values().stream().mapToLong(Shape::size).sum();
    }

    /** How many elements the literals have that steps read. */
    public long constantSize() {
        return programs.stream()
                .flatMap(program -> program.steps().stream())
                .flatMap(step -> step.reads().stream())
                .map(View::storage)
                .distinct()
                .mapToLong(storage -> storage instanceof Storage.Literal(Op.Values values) ? values.size() : 0)
                .sum();
    }

    /** How many elements the largest program's intermediate results need, with which the other programs share their place. */
    public long arenaSize() {
        return programs.stream().mapToLong(PlannedProgram::arenaSize).max().orElse(0);
    }

    /** The program of this name; throws {@link IllegalArgumentException} if there is none. */
    public PlannedProgram program(String name) {
        return programs.stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the plan has no program '" + name + "'"));
    }
}
