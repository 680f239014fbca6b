package dev.gantry.engine.plan;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Fusion.Group;
import dev.gantry.engine.plan.Node.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns one graph into steps over placed memory: round operands, simplify, put channels last, divide over shards, fuse, order,
 * place, emit.
 */
final class Planner {

    /** What a shard needs in row-major order, it copies for itself. */
    private record Copied(Node node, int shard) {}

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Tensor, Node> byTensor = new HashMap<>();
    private final Map<Copied, Node> copies = new HashMap<>();
    private final Map<Tensor, Integer> shards;

    private Planner(Map<Tensor, Integer> shards) {
        this.shards = shards;
    }

    static PlannedProgram plan(Graph traced, Passes passes) {
        Graph graph = switch (passes.precision()) {
            case FLOAT32 -> traced;
            case BFLOAT16 -> RoundedOperands.of(traced);
        };
        List<Tensor> results = rewritten(graph, passes);
        if (passes.shards() == 1) {
            return new Planner(Map.of()).program(graph, results, passes.fuse());
        }
        Sharding.DividedGraph divided = Sharding.divided(results, passes.shards());
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        Iterator<Tensor> roots = divided.roots().iterator();
        graph.writes().keySet().forEach(variable -> writes.put(variable, roots.next()));
        return new Planner(divided.shards()).program(new Graph(graph.name(), writes), divided.roots(), passes.fuse());
    }

    private PlannedProgram program(Graph graph, List<Tensor> results, boolean fuse) {
        for (Tensor tensor : Tensor.topologicalOrder(results)) {
            byTensor.put(tensor, node(tensor));
        }
        SequencedMap<String, Node> roots = new LinkedHashMap<>();
        List<String> variables = List.copyOf(graph.writes().keySet());
        for (int i = 0; i < variables.size(); i++) {
            Node result = requireNonNull(byTensor.get(results.get(i)));
            roots.put(variables.get(i), result.sameElements().isComputed() ? result.sameElements() : copy(result, 0));
        }
        Fusion fusion = new Fusion(nodes, fuse);
        Placement placement = new Placement(nodes, roots, fusion);
        Emitter emitter = new Emitter(placement);
        List<Section> sections = new ArrayList<>();
        placement.order().stream()
                .collect(Collectors.groupingBy(Group::section, LinkedHashMap::new, Collectors.toList()))
                .forEach((_, groups) -> section(groups, emitter).ifPresent(sections::add));
        List<Step> copied = new ArrayList<>();
        roots.forEach((variable, root) -> {
            if (placement.isCopiedAtEnd(variable)) {
                copied.add(emitter.copyTo(variable, root));
            }
        });
        if (!copied.isEmpty()) {
            sections.add(new Section(List.of(copied)));
        }
        return new PlannedProgram(graph, withoutIdleMeetings(sections), placement.arenaSize());
    }

    /** Sections that follow each other joined, where the first shard alone has work in them. */
    private static List<Section> withoutIdleMeetings(List<Section> sections) {
        List<Section> joined = new ArrayList<>();
        for (Section section : sections) {
            boolean goesOn = !joined.isEmpty()
                    && joined.getLast().shards().size() == 1
                    && section.shards().size() == 1;
            if (goesOn) {
                List<Step> steps = new ArrayList<>(joined.removeLast().shards().getFirst());
                steps.addAll(section.shards().getFirst());
                joined.add(new Section(List.of(steps)));
            } else {
                joined.add(section);
            }
        }
        return joined;
    }

    /** Empty if there is nothing to be done in it. */
    private static Optional<Section> section(List<Group> groups, Emitter emitter) {
        SequencedMap<Integer, List<Step>> steps = new LinkedHashMap<>();
        for (Group group : groups) {
            List<Step> emitted = emitter.emit(group);
            if (!emitted.isEmpty()) {
                steps.computeIfAbsent(group.shard(), _ -> new ArrayList<>()).addAll(emitted);
            }
        }
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(new Section(IntStream.rangeClosed(0, Collections.max(steps.keySet()))
                        .mapToObj(shard -> steps.getOrDefault(shard, List.of()))
                        .toList()));
    }

    private static List<Tensor> rewritten(Graph graph, Passes passes) {
        List<Tensor> simple = Simplifier.simplify(List.copyOf(graph.writes().values()), passes.simplify());
        return passes.channelsLast() && ChannelsLast.hasConvolutions(simple)
                ? Simplifier.simplify(ChannelsLast.of(simple), passes.simplify())
                : simple;
    }

    private Node node(Tensor tensor) {
        Kind kind = Node.kind(tensor.op());
        int shard = shards.getOrDefault(tensor, 0);
        boolean needsDense = kind == Kind.OPAQUE || tensor.op() instanceof Op.Reshape;
        List<Node> inputs = new ArrayList<>();
        for (Tensor input : tensor.inputs()) {
            Node node = requireNonNull(byTensor.get(input));
            inputs.add(needsDense && !node.isDense() ? copy(node, shard) : node);
        }
        return add(new Node(tensor, kind, nodes.size(), shard, inputs));
    }

    private Node copy(Node node, int shard) {
        Node known = copies.get(new Copied(node, shard));
        if (known == null) {
            known = add(new Node(node.tensor, Kind.COPY, nodes.size(), shard, List.of(node)));
            copies.put(new Copied(node, shard), known);
        }
        return known;
    }

    private Node add(Node node) {
        nodes.add(node);
        return node;
    }
}
