package dev.gantry.engine.plan;

import dev.gantry.core.tensor.GraphBounds;
import dev.gantry.core.tensor.Op;
import dev.gantry.engine.plan.Fusion.Group;
import dev.gantry.engine.plan.Node.Kind;
import dev.gantry.engine.plan.View.Storage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides where results are kept. A result that becomes a variable is written over the old value if nothing reads that any
 * more; the parts of a concatenation are written where they lie in the whole; everything else shares one arena, by the
 * steps between which it is needed.
 */
final class Placement {

    /** In elements; takes longer to copy than shards take to meet. */
    private static final long LARGE = 1 << 14;

    private static final class Buffer {
        private final long size;
        /** Whose memory it is part of. */
        private final int shard;
        /** Whether other shards read or write it, too. */
        private boolean isShared;

        private int firstStep = Integer.MAX_VALUE;
        private int lastStep = -1;
        private long offset;

        private Buffer(Node node) {
            this.size = node.shape().size();
            this.shard = node.shard;
        }

        private void holds(Node node) {
            isShared |= node.shard != shard || node.users.stream().anyMatch(user -> user.shard != shard);
        }

        private void usedAt(int step) {
            firstStep = Math.min(firstStep, step);
            lastStep = Math.max(lastStep, step);
        }
    }

    private sealed interface Place {
        record InBuffer(Buffer buffer) implements Place {}

        record InVariable(String name) implements Place {}

        /** {@code whole} is itself within no other. */
        record WithinNode(Node whole, long offset) implements Place {}
    }

    private final Fusion fusion;
    private final List<Group> order;
    private final Set<Node> roots;
    private final Map<Node, Place> places = new HashMap<>();
    private final Set<String> copiedAtEnd = new HashSet<>();
    /** Wholes all of whose parts are computed where they lie. */
    private final Set<Node> joints = new HashSet<>();

    private final long arenaSize;

    Placement(List<Node> nodes, SequencedMap<String, Node> variables, Fusion fusion) {
        this.fusion = fusion;
        this.roots = new HashSet<>(variables.values());
        Map<String, Node> oldValues = new HashMap<>();
        for (Node node : nodes) {
            if (node.tensor.op() instanceof Op.Variable(String name) && node.kind == Kind.STORED) {
                oldValues.put(name, node);
            }
        }
        variables.forEach((variable, root) -> {
            Node old = oldValues.get(variable);
            boolean inParts = old != null && isMadeOfParts(root) && partsMayOverwrite(root, old);
            boolean inPlace =
                    old == null || inParts || !isSoonerCopied(root, old) && fusion.orderAfterReaders(root, old, 0);
            if (!places.containsKey(root) && inPlace) {
                places.put(root, new Place.InVariable(variable));
                if (inParts) {
                    placeParts(root);
                }
            } else {
                copiedAtEnd.add(variable);
            }
        });
        nodes.stream()
                .filter(node -> node.kind == Kind.CONCAT && !overwrites(node, oldValues))
                .forEach(this::placeParts);
        placeInOutermost(nodes);
        this.order = fusion.order(joints);
        placeInBuffers(variables);
        this.arenaSize = assignOffsets();
    }

    /** The groups in the order in which they run. */
    List<Group> order() {
        return order;
    }

    /** Whether a variable's new value is in the arena until the program's end. */
    boolean isCopiedAtEnd(String variable) {
        return copiedAtEnd.contains(variable);
    }

    /** In elements. */
    long arenaSize() {
        return arenaSize;
    }

    /** Whether the node's result is needed beyond its own loop. */
    boolean isStored(Node node) {
        return node.kind != Kind.ELEMENTWISE && node.kind != Kind.COPY
                || roots.contains(node)
                || node.users.stream().anyMatch(user -> !user.isLoopWork() || fusion.group(user) != fusion.group(node));
    }

    /** Whether a part is written straight to {@code target}, where it lies in a whole. */
    boolean isPlacedAt(View target, Node part) {
        Node result = part.sameElements();
        return places.get(result) instanceof Place.WithinNode
                && dense(result).storage().equals(target.storage())
                && dense(result).offset() == target.offset();
    }

    /** The elements of any node. */
    View view(Node node) {
        return node.view(dense(node.source()));
    }

    private View dense(Node source) {
        if (source.kind == Kind.STORED) {
            Storage storage = switch (source.tensor.op()) {
                case Op.Variable(String name) -> new Storage.Variable(name);
                case Op.Literal(Op.Values values) -> new Storage.Literal(values);
                default -> throw new IllegalStateException(source.tensor.op() + " is not stored");
            };
            return View.dense(storage, 0, source.shape());
        }
        return switch (place(source)) {
            case Place.InBuffer(Buffer buffer) -> View.dense(new Storage.Arena(), buffer.offset, source.shape());
            case Place.InVariable(String name) -> View.dense(new Storage.Variable(name), 0, source.shape());
            case Place.WithinNode(Node whole, long offset) -> {
                View around = dense(whole);
                yield View.dense(around.storage(), around.offset() + offset, source.shape());
            }
        };
    }

    private Place place(Node node) {
        Place place = places.get(node);
        if (place == null) {
            throw new IllegalStateException(node.tensor + " has no place");
        }
        return place;
    }

    private boolean overwrites(Node whole, Map<String, Node> oldValues) {
        return places.get(whole) instanceof Place.InVariable(String name) && oldValues.containsKey(name);
    }

    private void placeParts(Node whole) {
        if (!hasRunsOfParts(whole)) {
            return;
        }
        boolean all = true;
        long offset = 0;
        for (Node part : whole.inputs) {
            if (isFree(part.sameElements())) {
                places.put(part.sameElements(), new Place.WithinNode(whole, offset));
            } else {
                all = false;
            }
            offset += part.shape().size();
        }
        if (all) {
            joints.add(whole);
        }
    }

    /** Whether a result may be computed within another. */
    private boolean isFree(Node part) {
        return part.isComputed() && !places.containsKey(part) && !roots.contains(part);
    }

    /** Whether each part of a concatenation lies in one piece in the whole. */
    private static boolean hasRunsOfParts(Node whole) {
        int axis = ((Op.Concat) whole.tensor.op()).axis();
        return whole.shape().dimensions().subList(0, axis).stream().allMatch(size -> size == 1);
    }

    /** Whether a copy at the end costs less than to have the root wait until other shards have read the old value. */
    private static boolean isSoonerCopied(Node root, Node old) {
        return root.shape().size() < LARGE && old.users.stream().anyMatch(user -> user.shard != root.shard);
    }

    private boolean isMadeOfParts(Node root) {
        List<Node> parts = root.inputs.stream().map(Node::sameElements).toList();
        return root.kind == Kind.CONCAT
                && hasRunsOfParts(root)
                && parts.stream().distinct().count() == parts.size()
                && parts.stream().allMatch(this::isFree);
    }

    /** Whether each part may be written over what lies in its place. */
    private boolean partsMayOverwrite(Node whole, Node old) {
        long offset = 0;
        for (Node part : whole.inputs) {
            if (!fusion.orderAfterReaders(part.sameElements(), old, offset)) {
                return false;
            }
            offset += part.shape().size();
        }
        return true;
    }

    /** Places the parts of a whole that is a part itself in the outermost whole. */
    private void placeInOutermost(List<Node> nodes) {
        for (Node node : nodes.reversed()) {
            if (places.get(node) instanceof Place.WithinNode(Node whole, long offset)
                    && places.get(whole) instanceof Place.WithinNode(Node outermost, long further)) {
                places.put(node, new Place.WithinNode(outermost, offset + further));
            }
        }
    }

    private void placeInBuffers(SequencedMap<String, Node> variables) {
        Map<Node, Integer> lastUse = new HashMap<>();
        for (int step = 0; step < order.size(); step++) {
            for (Node member : order.get(step).members) {
                for (Node input : member.inputs) {
                    lastUse.put(input.source(), step);
                }
            }
        }
        variables.forEach((variable, root) -> {
            if (copiedAtEnd.contains(variable)) {
                lastUse.put(root, order.size());
            }
        });
        for (int step = 0; step < order.size(); step++) {
            Set<Buffer> reused = new HashSet<>();
            for (Node member : order.get(step).members) {
                if (isStored(member)) {
                    if (!places.containsKey(member)) {
                        Buffer buffer = reusable(member, order.get(step), step, lastUse)
                                .filter(reused::add)
                                .orElseGet(() -> new Buffer(member));
                        places.put(member, new Place.InBuffer(buffer));
                    }
                    int last = lastUse.getOrDefault(member, step);
                    int first = step;
                    buffer(member).ifPresent(buffer -> {
                        buffer.holds(member);
                        buffer.usedAt(first);
                        buffer.usedAt(last);
                    });
                }
            }
        }
    }

    /** The arena's buffer that a node is in; a whole is given one when its first part is computed. */
    private Optional<Buffer> buffer(Node node) {
        return switch (places.computeIfAbsent(node, n -> new Place.InBuffer(new Buffer(n)))) {
            case Place.InBuffer(Buffer buffer) -> Optional.of(buffer);
            case Place.InVariable _ -> Optional.empty();
            case Place.WithinNode(Node whole, long _) -> buffer(whole);
        };
    }

    /** The buffer of an input that is read for the last time, in this loop, element by element. */
    private Optional<Buffer> reusable(Node member, Group group, int step, Map<Node, Integer> lastUse) {
        if (member.kind != Kind.ELEMENTWISE) {
            return Optional.empty();
        }
        return member.inputs.stream()
                .filter(input -> input.sameElements() == input.source())
                .map(Node::source)
                .filter(source -> source.isComputed()
                        && fusion.group(source) != group
                        && places.get(source) instanceof Place.InBuffer
                        && !buffer(source).orElseThrow().isShared
                        && buffer(source).orElseThrow().lastStep == step
                        && lastUse.getOrDefault(source, -1) == step
                        && group.members.stream().allMatch(other -> leavesInPlace(other, source)))
                .findFirst()
                .flatMap(this::buffer);
    }

    /** Whether a loop's member reads a buffer only as {@code source} and element by element. */
    private boolean leavesInPlace(Node member, Node source) {
        return member.readsInOrder(source)
                && member.inputs.stream()
                        .map(Node::source)
                        .filter(other -> other.isComputed() && other != source && places.containsKey(other))
                        .noneMatch(other -> buffer(other).equals(buffer(source)));
    }

    /**
     * Largest first, each at the lowest offset of its shard's memory that is free while it is needed; what shards share is
     * needed throughout a section, in which each is at a step of its own.
     */
    private long assignOffsets() {
        Set<Buffer> buffers = new LinkedHashSet<>();
        for (Group group : order) {
            for (Node member : group.members) {
                if (places.containsKey(member)) {
                    buffer(member).ifPresent(buffers::add);
                }
            }
        }
        int[] sections = IntStream.rangeClosed(0, order.size())
                .map(step -> step < order.size() ? order.get(step).section() : Integer.MAX_VALUE)
                .toArray();
        int shards = 1 + buffers.stream().mapToInt(buffer -> buffer.shard).max().orElse(0);
        long start = 0;
        for (int shard = 0; shard < shards; shard++) {
            int owner = shard;
            long base = start;
            Arena arena = new Arena(order.size() + 1);
            buffers.stream()
                    .filter(buffer -> buffer.shard == owner)
                    .sorted(Comparator.comparingLong((Buffer buffer) -> -buffer.size))
                    .forEach(buffer -> {
                        GraphBounds.checkInterrupt();
                        int first = buffer.firstStep;
                        int last = buffer.lastStep;
                        while (buffer.isShared && first > 0 && sections[first - 1] == sections[first]) {
                            first--;
                        }
                        while (buffer.isShared && last < order.size() && sections[last + 1] == sections[last]) {
                            last++;
                        }
                        buffer.offset = base + arena.take(first, last, buffer.size);
                    });
            start += arena.size();
        }
        return start;
    }
}
