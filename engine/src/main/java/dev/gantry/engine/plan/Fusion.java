package dev.gantry.engine.plan;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.tensor.Op;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Sorts nodes into groups, each one step, and the groups into an order. */
final class Fusion {

    /** Longer chains would push a loop's scratch memory out of the first-level cache. */
    private static final int MOST_MEMBERS = 48;

    static final class Group {
        final List<Node> members = new ArrayList<>();
        private int lastIndex;

        private Group(Node node) {
            members.add(node);
            lastIndex = node.index;
        }

        private void absorb(Group other) {
            members.addAll(other.members);
            lastIndex = Math.max(lastIndex, other.lastIndex);
        }
    }

    private final Map<Node, Group> groups = new HashMap<>();
    /** Which groups must run after a group because it reads a variable that they overwrite. */
    private final Map<Group, Set<Group>> overwriters = new HashMap<>();

    Fusion(List<Node> nodes, boolean fuse) {
        List<Node> working = nodes.stream().filter(Node::isComputed).toList();
        for (Node node : working) {
            groups.put(node, new Group(node));
        }
        if (fuse) {
            // From the last consumer backwards: a cheap value is then computed where it is used, not where its inputs
            // are.
            for (Node producer : working.reversed()) {
                if (producer.kind == Node.Kind.ELEMENTWISE || producer.kind == Node.Kind.COPY) {
                    producer.users.stream()
                            .filter(user -> user.isLoopWork() && user.readsInOrder(producer))
                            .sorted(Comparator.comparingInt(user -> -user.index))
                            .forEach(user -> merge(group(producer), group(user)));
                }
            }
        }
    }

    Group group(Node node) {
        return requireNonNull(groups.get(node));
    }

    private void merge(Group a, Group b) {
        if (a == b
                || a.members.size() + b.members.size() > MOST_MEMBERS
                || !passesElements(a, b)
                || !passesElements(b, a)
                || reachesThroughOthers(a, b)
                || reachesThroughOthers(b, a)) {
            return;
        }
        for (Node node : b.members) {
            groups.put(node, a);
        }
        a.absorb(b);
    }

    /** Whether what {@code to} uses of {@code from} it uses element by element. */
    private boolean passesElements(Group from, Group to) {
        for (Node member : from.members) {
            for (Node user : member.users) {
                if (groups.get(user) == to && (member.kind == Node.Kind.REDUCE || !user.readsInOrder(member))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean reachesThroughOthers(Group from, Group to) {
        Set<Group> visited = new HashSet<>(Set.of(from, to));
        List<Group> pending = new ArrayList<>();
        for (Group next : successors(from)) {
            if (visited.add(next)) {
                pending.add(next);
            }
        }
        while (!pending.isEmpty()) {
            for (Group next : successors(pending.removeLast())) {
                if (next == to) {
                    return true;
                }
                if (next != from && visited.add(next)) {
                    pending.add(next);
                }
            }
        }
        return false;
    }

    private Set<Group> successors(Group group) {
        Set<Group> successors = new LinkedHashSet<>(overwriters.getOrDefault(group, Set.of()));
        for (Node member : group.members) {
            for (Node user : member.users) {
                Group next = group(user);
                if (next != group) {
                    successors.add(next);
                }
            }
        }
        return successors;
    }

    /**
     * Asks for the group of {@code writer} to run after everything that reads {@code variable}, so that it may write over
     * it; false where that is impossible, and then nothing is changed.
     */
    boolean orderAfterReaders(Node writer, Node variable) {
        Group overwriting = group(writer);
        Set<Group> readers = new LinkedHashSet<>();
        for (Node user : variable.users) {
            Group reader = group(user);
            if (reader == overwriting) {
                boolean elementByElement =
                        writer.isLoopWork() && writer.kind != Node.Kind.REDUCE && user.readsInOrder(variable);
                if (!elementByElement) {
                    return false;
                }
            } else {
                readers.add(reader);
            }
        }
        for (Group reader : readers) {
            if (successors(overwriting).contains(reader) || reachesThroughOthers(overwriting, reader)) {
                return false;
            }
        }
        for (Group reader : readers) {
            overwriters.computeIfAbsent(reader, _ -> new LinkedHashSet<>()).add(overwriting);
        }
        return true;
    }

    /** All groups, each after those it uses; among the possible orders near the traced one, which keeps memory low. */
    List<Group> order() {
        Map<Group, Integer> waiting = new HashMap<>();
        Set<Group> all = new LinkedHashSet<>(groups.values());
        for (Group group : all) {
            waiting.putIfAbsent(group, 0);
            for (Group next : successors(group)) {
                waiting.merge(next, 1, Integer::sum);
            }
        }
        Map<Group, Integer> priority = new HashMap<>();
        all.forEach(group -> priority.put(group, group.lastIndex));
        PriorityQueue<Group> ready = new PriorityQueue<>(Comparator.comparingInt(priority::get));
        all.stream().filter(group -> waiting.getOrDefault(group, 0) == 0).forEach(ready::add);
        List<Group> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            Group group = order.isEmpty() ? requireNonNull(ready.peek()) : follower(order.getLast(), ready);
            ready.remove(group);
            order.add(group);
            for (Group next : successors(group)) {
                if (waiting.merge(next, -1, Integer::sum) == 0) {
                    ready.add(next);
                }
            }
        }
        if (order.size() != all.size()) {
            throw new IllegalStateException("the groups of a plan depend on each other in a circle");
        }
        return order;
    }

    /** The next group: the other gradient of a convolution just behind the one, so that a backend can compute both at once. */
    private static Group follower(Group previous, PriorityQueue<Group> ready) {
        Node last = previous.members.getFirst();
        if (last.tensor.op() instanceof Op.ConvInputGradient) {
            for (Group group : ready) {
                Node node = group.members.getFirst();
                if (node.tensor.op() instanceof Op.ConvWeightGradient && node.inputs.get(1) == last.inputs.getFirst()) {
                    return group;
                }
            }
        }
        return requireNonNull(ready.peek());
    }
}
