package dev.gantry.engine.plan;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.tensor.GraphBounds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Sorts nodes into groups, each one step, and the groups into an order. */
final class Fusion {

    /** Longer chains would push a loop's scratch memory out of the first-level cache. */
    private static final int MOST_MEMBERS = 48;

    static final class Group {
        final List<Node> members = new ArrayList<>();
        private int lastIndex;
        private int rank;
        /** Shards meet before each section but the first. */
        private int section;

        private Group(Node node, int rank) {
            members.add(node);
            lastIndex = node.index;
            this.rank = rank;
        }

        private void absorb(Group other) {
            members.addAll(other.members);
            lastIndex = Math.max(lastIndex, other.lastIndex);
        }

        int section() {
            return section;
        }

        int shard() {
            return members.getFirst().shard;
        }
    }

    private final Map<Node, Group> groups = new HashMap<>();
    /** Which groups must run after a group because it reads a variable that they overwrite. */
    private final Map<Group, Set<Group>> overwriters = new HashMap<>();
    /** The same, by the group that overwrites. */
    private final Map<Group, Set<Group>> overwritten = new HashMap<>();
    /** Each group at its rank, which is above those of all groups that it uses; other places hold what is no longer there. */
    private final List<Group> ranked = new ArrayList<>();

    /** After how many meetings of shards a node can be computed, or is of use. */
    private final Map<Node, Integer> meetings = new HashMap<>();

    Fusion(List<Node> nodes, boolean fuse) {
        List<Node> working = nodes.stream().filter(Node::isComputed).toList();
        countMeetings(working);
        for (Node node : working) {
            Group group = new Group(node, ranked.size());
            groups.put(node, group);
            ranked.add(group);
        }
        if (fuse) {
            // From the last consumer backwards: a cheap value is then computed where it is used, not where its inputs
            // are.
            for (Node producer : working.reversed()) {
                GraphBounds.checkInterrupt();
                if (isElementwise(producer)) {
                    producer.users.stream()
                            .filter(user -> user.isLoopWork() && user.readsInOrder(producer))
                            .sorted(Comparator.comparingInt(user -> -user.index))
                            .forEach(user -> merge(group(producer), group(user)));
                }
            }
        }
    }

    private static boolean isElementwise(Node node) {
        return node.kind == Node.Kind.ELEMENTWISE || node.kind == Node.Kind.COPY;
    }

    private int meetings(Node node) {
        return meetings.getOrDefault(node, 0);
    }

    /** As if all parts were computed where they lie in the whole, which is known only when the groups are. */
    private void countMeetings(List<Node> working) {
        for (Node node : working) {
            meetings.put(
                    node,
                    node.inputs.stream()
                            .map(Node::source)
                            .filter(Node::isComputed)
                            .mapToInt(input -> meetings(input) + (meet(input, node, Fusion::joins) ? 1 : 0))
                            .max()
                            .orElse(0));
        }
        // A cheap value is computed where it is first of use.
        for (Node node : working.reversed()) {
            if (isElementwise(node)) {
                node.users.stream()
                        .mapToInt(user -> meetings(user) - (meet(node, user, Fusion::joins) ? 1 : 0))
                        .min()
                        .ifPresent(first -> meetings.merge(node, first, Math::max));
            }
        }
    }

    private static boolean joins(Node node) {
        return node.kind == Node.Kind.CONCAT;
    }

    /**
     * Whether shards meet before {@code user} can use {@code node}.
     *
     * @param isJoint of a whole whose parts are computed where they lie, maybe by several shards
     */
    private static boolean meet(Node node, Node user, Predicate<Node> isJoint) {
        if (isJoint.test(user)) {
            return false;
        }
        return isJoint.test(node)
                ? node.inputs.stream().anyMatch(part -> meet(part.sameElements(), user, isJoint))
                : node.shard != user.shard;
    }

    Group group(Node node) {
        return requireNonNull(groups.get(node));
    }

    private void merge(Group producer, Group user) {
        if (producer == user
                || producer.shard() != user.shard()
                || meetings(producer.members.getFirst()) != meetings(user.members.getFirst())
                || producer.members.size() + user.members.size() > MOST_MEMBERS
                || !passesElements(producer, user)) {
            return;
        }
        deadEnd(producer, user).ifPresent(deadEnd -> {
            for (Node node : user.members) {
                groups.put(node, producer);
            }
            producer.absorb(user);
            rank(List.of(producer), producer.rank, user.rank, deadEnd);
        });
    }

    /** Whether what {@code to} uses of {@code from} it uses element by element. */
    private boolean passesElements(Group from, Group to) {
        for (Node user : to.members) {
            for (Node input : user.inputs) {
                Node member = input.source();
                if (groups.get(member) == from && (member.kind == Node.Kind.REDUCE || !user.readsInOrder(member))) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Empty where {@code first} leads to {@code last}, which has a higher rank, through other groups; otherwise the search
     * that shows that it does not. Searches from both ends in turn, since of groups that are far apart in a large graph one
     * mostly leads nowhere.
     */
    private Optional<Search> deadEnd(Group first, Group last) {
        Search forwards = new Search(first, last, true);
        Search backwards = new Search(last, first, false);
        while (true) {
            for (Search search : List.of(forwards, backwards)) {
                if (search.isExhausted()) {
                    return Optional.of(search);
                }
                search.lookFurther(search == forwards ? backwards : forwards);
                if (search.arrived) {
                    return Optional.empty();
                }
            }
        }
    }

    /** A search among the groups that are ranked between two, along one edge at a time. */
    private final class Search {

        private final Group target;
        private final Group start;
        private final boolean forwards;
        private final Set<Group> found = new HashSet<>();
        /** The nearest to the target first. */
        private final PriorityQueue<Group> pending;

        private final Deque<Iterator<Node>> edges = new ArrayDeque<>();
        private Group present;
        private boolean arrived;

        Search(Group start, Group target, boolean forwards) {
            this.start = start;
            this.target = target;
            this.forwards = forwards;
            this.pending = new PriorityQueue<>(Comparator.comparingInt(group -> Math.abs(target.rank - group.rank)));
            this.present = start;
            pending.add(start);
        }

        boolean isExhausted() {
            while (!edges.isEmpty() && !edges.peek().hasNext()) {
                edges.pop();
            }
            return edges.isEmpty() && pending.isEmpty();
        }

        void lookFurther(Search opposite) {
            if (!edges.isEmpty()) {
                Group next = groups.get(edges.peek().next().source());
                if (next != null) {
                    find(next, opposite);
                }
            } else {
                present = pending.remove();
                for (Node member : present.members) {
                    edges.push((forwards ? member.users : member.inputs).iterator());
                }
                (forwards ? overwriters : overwritten)
                        .getOrDefault(present, Set.of())
                        .forEach(next -> find(next, opposite));
            }
        }

        private void find(Group group, Search opposite) {
            if (group == target) {
                arrived |= present != start;
            } else if (isBetween(group) && found.add(group)) {
                pending.add(group);
                arrived |= opposite.found.contains(group);
            }
        }

        private boolean isBetween(Group group) {
            return forwards
                    ? start.rank < group.rank && group.rank < target.rank
                    : target.rank < group.rank && group.rank < start.rank;
        }
    }

    /**
     * Gives {@code joined}, which are those of the lowest and the highest rank, ranks side by side: before all that the one
     * leads to, or behind all that the other uses.
     */
    private void rank(List<Group> joined, int lowest, int highest, Search deadEnd) {
        if (joined.size() == 1 && deadEnd.found.isEmpty()) {
            put(joined.getFirst(), deadEnd.forwards ? highest : lowest);
            return;
        }
        List<Group> moved = new ArrayList<>();
        List<Group> others = new ArrayList<>();
        for (int rank = lowest + 1; rank < highest; rank++) {
            Group group = ranked.get(rank);
            if (group.rank == rank) {
                (deadEnd.found.contains(group) ? moved : others).add(group);
            }
        }
        List<Group> order = new ArrayList<>(deadEnd.forwards ? others : moved);
        order.addAll(joined);
        order.addAll(deadEnd.forwards ? moved : others);
        for (int i = 0; i < order.size(); i++) {
            put(order.get(i), lowest + i);
        }
    }

    private void put(Group group, int rank) {
        group.rank = rank;
        ranked.set(rank, group);
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
     * Asks for the group of {@code writer} to run after everything that reads what of {@code variable} lies from
     * {@code offset} on, so that it may write over it; false where that is impossible, and then nothing is changed.
     */
    boolean orderAfterReaders(Node writer, Node variable, long offset) {
        Group overwriting = group(writer);
        long size = writer.shape().size();
        Set<Group> readers = new LinkedHashSet<>();
        for (Node user : variable.users) {
            Group reader = group(user);
            if (user.leavesAlone(variable, offset, size)) {
                continue;
            }
            if (reader == overwriting) {
                boolean elementByElement = writer.isLoopWork()
                        && writer.kind != Node.Kind.REDUCE
                        && user.readsInPlace(variable, offset, size);
                if (!elementByElement) {
                    return false;
                }
            } else {
                readers.add(reader);
            }
        }
        Set<Group> users = successors(overwriting);
        for (Group reader : readers) {
            if (reader.rank > overwriting.rank) {
                Optional<Search> deadEnd = users.contains(reader) ? Optional.empty() : deadEnd(overwriting, reader);
                if (deadEnd.isEmpty()) {
                    return false;
                }
                rank(List.of(reader, overwriting), overwriting.rank, reader.rank, deadEnd.get());
            }
        }
        for (Group reader : readers) {
            overwriters.computeIfAbsent(reader, _ -> new LinkedHashSet<>()).add(overwriting);
            overwritten.computeIfAbsent(overwriting, _ -> new LinkedHashSet<>()).add(reader);
        }
        return true;
    }

    /**
     * All groups, each after those it uses: by sections, by shards in a section, and else near the traced order, which keeps
     * memory low.
     *
     * @param joints wholes whose parts are computed where they lie, maybe by several shards
     */
    List<Group> order(Set<Node> joints) {
        Map<Group, Integer> waiting = new HashMap<>();
        Set<Group> all = new LinkedHashSet<>(groups.values());
        for (Group group : all) {
            waiting.putIfAbsent(group, 0);
            for (Group next : successors(group)) {
                waiting.merge(next, 1, Integer::sum);
            }
        }
        TreeSet<Group> ready = new TreeSet<>(Comparator.comparingInt(Group::section)
                .thenComparingInt(group -> joints.contains(group.members.getFirst()) ? -1 : group.shard())
                .thenComparingInt(group -> group.lastIndex));
        all.stream().filter(group -> waiting.getOrDefault(group, 0) == 0).forEach(ready::add);
        List<Group> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            GraphBounds.checkInterrupt();
            Group group = ready.removeFirst();
            order.add(group);
            for (Group next : successors(group)) {
                boolean meet = meet(group.members.getFirst(), next.members.getFirst(), joints::contains);
                next.section = Math.max(next.section, group.section + (meet ? 1 : 0));
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
}
