package dev.gantry.runtime.trace;

import dev.gantry.core.tensor.Op;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Divides programs, traced for the samples of one worker, over several. Worker w has the rows of the batch that follow those of the
 * workers before it, and draws what one worker would draw for these rows.
 */
final class WorkerPrograms {

    /** What the host writes for each worker. */
    private static final Set<String> OF_A_WORKER = Set.of(Variables.REAL, Variables.LABELS);

    private final int workers;
    private final Map<String, Long> wholeDraws;

    /**
     * @param wholeDraws by random stream, how many numbers are drawn where one worker has the whole batch
     */
    WorkerPrograms(int workers, Map<String, Long> wholeDraws) {
        this.workers = workers;
        this.wholeDraws = Map.copyOf(wholeDraws);
    }

    /** A program, and what workers do before it runs. */
    record Divided(Graph program, List<WorkerPhase> phases) {}

    /** The numbers that are drawn from each random stream. */
    static Map<String, Long> draws(List<Graph> graphs) {
        Map<String, Long> draws = new HashMap<>();
        for (Graph graph : graphs) {
            for (Tensor tensor :
                    Tensor.topologicalOrder(List.copyOf(graph.writes().values()))) {
                if (tensor.op() instanceof Op.Random random) {
                    draws.put(random.stream(), tensor.shape().size());
                }
            }
        }
        return draws;
    }

    /** A program that each worker runs by itself. */
    WorkerPhase alone(Graph program) {
        return new WorkerPhase(Optional.empty(), ofWorkers(program.name(), program.writes(), Map.of()));
    }

    /**
     * A program that begins with what all workers find: what depends on a worker's samples is found by each, and averaged.
     *
     * @param exchange what the program has averaged in its midst
     */
    Divided divided(Graph program, Exchange exchange) {
        SequencedMap<String, Tensor> found = new LinkedHashMap<>(exchange.found());
        Analysis analysis = new Analysis();
        found.forEach((name, value) -> analysis.average(name, analysis.depth(value)));
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        program.writes().forEach((variable, value) -> {
            if (analysis.isOfAWorker(value)) {
                String name = Variables.WORKERS + "/" + variable;
                found.put(name, value);
                analysis.average(name, analysis.depth(value));
                writes.put(variable, Tensor.variable(name, value.shape()));
            } else {
                writes.put(variable, value);
            }
        });
        found.keySet().retainAll(needed(writes, found));
        List<WorkerPhase> phases = new ArrayList<>();
        Map<String, Tensor> averages = new HashMap<>();
        int count = found.keySet().stream().mapToInt(analysis::phaseOf).max().orElse(-1) + 1;
        for (int phase = 0; phase < count; phase++) {
            phases.add(phase(program.name(), phase, found, analysis, averages));
        }
        return new Divided(new Graph(program.name(), new Rewriting(averages, 0).all(writes)), phases);
    }

    /**
     * The averages of a phase as parts of one vector.
     *
     * @param averages those of the phases before, to which this one's are added
     */
    private WorkerPhase phase(
            String program,
            int phase,
            SequencedMap<String, Tensor> found,
            Analysis analysis,
            Map<String, Tensor> averages) {
        List<Tensor> parts = new ArrayList<>();
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        found.forEach((name, value) -> {
            if (analysis.phaseOf(name) == phase) {
                parts.add(value.reshape(value.shape().length()));
                shapes.put(name, value.shape());
            }
        });
        Tensor joined = Tensor.concat(0, parts);
        String vector = Variables.WORKERS + "/" + program + "/" + phase;
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(vector, joined);
        List<Graph> graphs = ofWorkers(program + "-" + phase, writes, averages);
        Tensor mean = Tensor.variable(vector, joined.shape());
        int start = 0;
        for (Map.Entry<String, Shape> part : shapes.entrySet()) {
            int end = start + part.getValue().length();
            averages.put(part.getKey(), mean.slice(0, start, end).reshape(part.getValue()));
            start = end;
        }
        return new WorkerPhase(Optional.of(vector), graphs);
    }

    private List<Graph> ofWorkers(String name, SequencedMap<String, Tensor> writes, Map<String, Tensor> averages) {
        return IntStream.range(0, workers)
                .mapToObj(
                        worker -> new Graph(name + "-of-worker-" + worker, new Rewriting(averages, worker).all(writes)))
                .toList();
    }

    private static Set<String> needed(SequencedMap<String, Tensor> writes, SequencedMap<String, Tensor> found) {
        Set<String> needed = new HashSet<>();
        List<Tensor> roots = List.copyOf(writes.values());
        while (!roots.isEmpty()) {
            List<Tensor> next = new ArrayList<>();
            for (Tensor tensor : Tensor.topologicalOrder(roots)) {
                if (tensor.op() instanceof Op.Variable(String name) && found.containsKey(name) && needed.add(name)) {
                    next.add(found.get(name));
                }
            }
            roots = next;
        }
        return needed;
    }

    /** Whether as many numbers are drawn for each sample. */
    private boolean isOfSamples(Op.Random random, Shape shape) {
        return Long.valueOf(workers * shape.size()).equals(wholeDraws.get(random.stream()));
    }

    /** Of each value, whether it differs from worker to worker, and in which phase all that it is made of is there. */
    private final class Analysis {
        private final Map<Tensor, Integer> depths = new HashMap<>();
        private final Set<Tensor> ofAWorker = new HashSet<>();
        private final Map<String, Integer> phases = new HashMap<>();

        void average(String name, int phase) {
            phases.put(name, phase);
        }

        int phaseOf(String name) {
            return phases.getOrDefault(name, 0);
        }

        int depth(Tensor value) {
            look(value);
            return depths.getOrDefault(value, 0);
        }

        boolean isOfAWorker(Tensor value) {
            look(value);
            return ofAWorker.contains(value);
        }

        private void look(Tensor value) {
            for (Tensor tensor : Tensor.topologicalOrder(List.of(value))) {
                if (depths.containsKey(tensor)) {
                    continue;
                }
                int depth = tensor.inputs().stream()
                        .mapToInt(input -> depths.getOrDefault(input, 0))
                        .max()
                        .orElse(0);
                boolean differs = tensor.inputs().stream().anyMatch(ofAWorker::contains);
                switch (tensor.op()) {
                    case Op.Variable(String name) when phases.containsKey(name) -> depth = phaseOf(name) + 1;
                    case Op.Variable(String name) -> differs = OF_A_WORKER.contains(name);
                    case Op.Random random -> differs = isOfSamples(random, tensor.shape());
                    default -> {}
                }
                depths.put(tensor, depth);
                if (differs) {
                    ofAWorker.add(tensor);
                }
            }
        }
    }

    /** Puts averages in place, and draws what a worker draws. */
    private final class Rewriting {
        private final Map<String, Tensor> averages;
        private final int worker;
        private final Map<Tensor, Tensor> known = new HashMap<>();

        Rewriting(Map<String, Tensor> averages, int worker) {
            this.averages = averages;
            this.worker = worker;
        }

        SequencedMap<String, Tensor> all(SequencedMap<String, Tensor> writes) {
            for (Tensor tensor : Tensor.topologicalOrder(List.copyOf(writes.values()))) {
                known.put(tensor, rewritten(tensor));
            }
            SequencedMap<String, Tensor> rewritten = new LinkedHashMap<>();
            writes.forEach((variable, value) -> rewritten.put(variable, known.get(value)));
            return rewritten;
        }

        private Tensor rewritten(Tensor tensor) {
            return switch (tensor.op()) {
                case Op.Variable(String name) -> averages.getOrDefault(name, tensor);
                case Op.Random random
                when worker > 0 && isOfSamples(random, tensor.shape()) ->
                    Tensor.draws(
                            new Op.Random(
                                    random.distribution(),
                                    random.stream(),
                                    random.first() + worker * tensor.shape().size()),
                            tensor.shape());
                default -> {
                    List<Tensor> inputs =
                            tensor.inputs().stream().map(known::get).toList();
                    yield inputs.equals(tensor.inputs()) ? tensor : tensor.withInputs(inputs);
                }
            };
        }
    }
}
