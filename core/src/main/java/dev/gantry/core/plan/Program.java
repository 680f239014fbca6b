package dev.gantry.core.plan;

/**
 * One compiled step.
 *
 * @param graph the step as traced
 */
public record Program(Graph graph) {

    public String name() {
        return graph.name();
    }
}
