package dev.gantry.runtime;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.backend.Session;
import dev.gantry.runtime.TrainingPlan.Rounds;
import dev.gantry.runtime.recipe.TrainingSettings;
import dev.gantry.runtime.run.WorkerTask;
import dev.gantry.runtime.run.Workplace;
import dev.gantry.runtime.trace.TrainingGraphs;
import dev.gantry.runtime.trace.Variables;
import dev.gantry.runtime.trace.WorkerPhase;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Has the workers of a run do their parts, and puts the means of what they found into the run's session. */
final class SharedWork {

    private final TrainingPlan plan;
    private final Session session;
    private final Workplace place;
    private final int workers;
    private final SequencedMap<String, Shape> state;

    /** What parts read, by the vector that they write: a graph is looked through once. */
    private final Map<String, SequencedSet<String>> needed = new HashMap<>();

    /** Arrays that are used over and over, by variable. */
    private final Map<String, float[]> arrays = new HashMap<>();

    SharedWork(TrainingPlan plan, Session session, Workplace place) {
        this.plan = plan;
        this.session = session;
        this.place = place;
        this.workers = plan.recipe().settings().workers().count();
        this.state = state(plan.graphs());
    }

    /** What goes on from step to step, and what was measured of the last one, in alphabetical order. */
    static SequencedMap<String, Shape> state(TrainingGraphs graphs) {
        SequencedMap<String, Shape> state = new TreeMap<>();
        graphs.initialize().writes().forEach((variable, value) -> state.put(variable, value.shape()));
        state.put(Variables.GENERATOR_METRICS, Shape.of(graphs.generatorTerms().size()));
        if (!graphs.criticTerms().isEmpty()) {
            state.put(Variables.CRITIC_METRICS, Shape.of(graphs.criticTerms().size()));
        }
        return state;
    }

    /**
     * Before a program runs, its parts on all workers.
     *
     * @param graph the graph of the program that is to run
     */
    void average(String graph, int step, long number, long batch) {
        List<WorkerPhase> phases = plan.graphs().phases().getOrDefault(graph, List.of());
        for (int i = 0; i < phases.size(); i++) {
            int phase = i;
            String vector = phases.get(phase).vector().orElseThrow();
            float[] mean = mean(
                    worker -> new WorkerTask.Part(worker, graph, phase, step, number, batch),
                    needed.computeIfAbsent(vector, _ -> needed(phases.get(phase), state)));
            session.write(vector, mean);
        }
    }

    /**
     * Steps that all workers make by themselves.
     *
     * @return the mean of what was measured of the last one, by variable
     */
    Map<String, float[]> steps(int from, int end, long batch) {
        SequencedSet<String> kept = kept(plan, state);
        float[] mean = mean(worker -> new WorkerTask.Steps(worker, from, end, batch), kept);
        Map<String, float[]> measured = new HashMap<>();
        int start = 0;
        for (Map.Entry<String, Shape> variable : state.entrySet()) {
            int next = start + variable.getValue().length();
            float[] values = Arrays.copyOfRange(mean, start, next);
            if (kept.contains(variable.getKey())) {
                session.write(variable.getKey(), values);
            }
            if (Variables.isMeasured(variable.getKey())) {
                measured.put(variable.getKey(), values);
            }
            start = next;
        }
        return measured;
    }

    /** The variables that steps begin with. */
    private static SequencedSet<String> kept(TrainingPlan plan, SequencedMap<String, Shape> state) {
        SequencedSet<String> kept = new TreeSet<>(state.keySet());
        kept.retainAll(plan.plan().variables().keySet());
        return kept;
    }

    /** What a part reads of what the session has; its other inputs are each worker's own. */
    private static SequencedSet<String> needed(WorkerPhase phase, SequencedMap<String, Shape> state) {
        SequencedSet<String> read =
                new TreeSet<>(phase.ofWorkers().getFirst().variables().keySet());
        read.removeIf(variable -> !state.containsKey(variable) && !Variables.ofWorkers(variable));
        phase.vector().ifPresent(read::remove);
        return read;
    }

    /** What workers tell each other for most steps of a plan. */
    static Rounds rounds(TrainingPlan plan) {
        SequencedMap<String, Shape> state = state(plan.graphs());
        TrainingSettings.SharedBatch workers = plan.recipe().settings().workers();
        if (workers.goAlone()) {
            long found = state.values().stream().mapToLong(Shape::length).sum();
            return new Rounds(1, workers.every(), length(plan, kept(plan, state)), found);
        }
        int rounds = 0;
        long sent = 0;
        long found = 0;
        for (Map.Entry<String, Integer> runs :
                plan.graphs().usual(plan.recipe().settings().nCritic()).entrySet()) {
            for (WorkerPhase phase : plan.graphs().phases().getOrDefault(runs.getKey(), List.of())) {
                rounds += runs.getValue();
                sent += runs.getValue() * length(plan, needed(phase, state));
                found += runs.getValue() * length(plan, List.of(phase.vector().orElseThrow()));
            }
        }
        return new Rounds(rounds, 1, sent, found);
    }

    private static long length(TrainingPlan plan, Collection<String> variables) {
        return variables.stream()
                .mapToLong(
                        variable -> requireNonNull(plan.workerPlan().variables().get(variable))
                                .length())
                .sum();
    }

    /**
     * The mean of what workers find, added in their order. Sums are in double precision, so that the mean of equal numbers is that
     * number.
     */
    private float[] mean(IntFunction<WorkerTask> task, SequencedSet<String> read) {
        SequencedMap<String, float[]> values = new LinkedHashMap<>();
        for (String variable : read) {
            Shape shape = requireNonNull(plan.workerPlan().variables().get(variable));
            float[] array = array(variable, shape);
            session.read(variable, array);
            values.put(variable, array);
        }
        List<float[]> found =
                place.run(IntStream.range(0, workers).mapToObj(task).toList(), values);
        float[] mean = new float[found.getFirst().length];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (float[] each : found) {
                sum += each[i];
            }
            mean[i] = (float) (sum / workers);
        }
        return mean;
    }

    private float[] array(String variable, Shape shape) {
        return arrays.computeIfAbsent(variable, _ -> new float[shape.length()]);
    }
}
