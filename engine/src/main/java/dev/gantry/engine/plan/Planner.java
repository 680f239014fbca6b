package dev.gantry.engine.plan;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Fusion.Group;
import dev.gantry.engine.plan.Node.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Turns one graph into steps over placed memory: simplify, put channels last, fuse, order, place, emit. */
final class Planner {

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Tensor, Node> byTensor = new HashMap<>();
    private final Map<Node, Node> copies = new HashMap<>();

    private Planner() {}

    /**
     * @param fuse whether chains of element-wise work become one loop, and images get their channels last; without, every
     *     loop has one instruction, reduction or copy, for devices that run them as ready-made kernels
     */
    static PlannedProgram plan(Graph graph, boolean fuse) {
        return new Planner().program(graph, fuse);
    }

    private PlannedProgram program(Graph graph, boolean fuse) {
        List<Tensor> results = simplified(graph, fuse);
        for (Tensor tensor : Tensor.topologicalOrder(results)) {
            byTensor.put(tensor, node(tensor));
        }
        SequencedMap<String, Node> roots = new LinkedHashMap<>();
        List<String> variables = List.copyOf(graph.writes().keySet());
        for (int i = 0; i < variables.size(); i++) {
            Node result = requireNonNull(byTensor.get(results.get(i)));
            roots.put(variables.get(i), result.sameElements().isComputed() ? result.sameElements() : copy(result));
        }
        Fusion fusion = new Fusion(nodes, fuse);
        Placement placement = new Placement(nodes, roots, fusion);
        Emitter emitter = new Emitter(placement);
        for (Group group : placement.order()) {
            emitter.emit(group);
        }
        roots.forEach((variable, root) -> {
            if (placement.isCopiedAtEnd(variable)) {
                emitter.emitCopy(root, variable);
            }
        });
        return new PlannedProgram(graph, emitter.steps(), placement.arenaSize());
    }

    private static List<Tensor> simplified(Graph graph, boolean fuse) {
        List<Tensor> simple = Simplifier.simplify(List.copyOf(graph.writes().values()));
        return fuse && ChannelsLast.hasConvolutions(simple) ? Simplifier.simplify(ChannelsLast.of(simple)) : simple;
    }

    private Node node(Tensor tensor) {
        Kind kind = Node.kind(tensor.op());
        boolean needsDense = kind == Kind.OPAQUE || tensor.op() instanceof Op.Reshape;
        List<Node> inputs = new ArrayList<>();
        for (Tensor input : tensor.inputs()) {
            Node node = requireNonNull(byTensor.get(input));
            inputs.add(needsDense && !node.isDense() ? copy(node) : node);
        }
        return add(new Node(tensor, kind, nodes.size(), inputs));
    }

    private Node copy(Node node) {
        Node known = copies.get(node);
        if (known == null) {
            known = add(new Node(node.tensor, Kind.COPY, nodes.size(), List.of(node)));
            copies.put(node, known);
        }
        return known;
    }

    private Node add(Node node) {
        nodes.add(node);
        return node;
    }
}
