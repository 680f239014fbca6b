package dev.gantry.runtime.trace;

import dev.gantry.core.scheme.Program;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.scheme.StepRun;
import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.Graph;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Scheduled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The programs of a training, as traced.
 *
 * @param initialize gives every variable that a checkpoint holds its first value
 * @param step of the scheme
 * @param programs what the step plays, by program: one graph, or where it applies constraints one for each set that is due together
 * @param phases by graph, what workers do before it runs, or in its place; empty where there is one worker
 * @param sampling the program {@code sample}, and those that prepare it
 * @param judge scores a batch in place of the real one, where the recipe has scores told and no condition asks for more
 * @param heldOut measures a condition's error about a batch that no update sees, where it asks for that
 * @param criticTerms what the elements of {@link Variables#CRITIC_METRICS} are
 * @param generatorTerms what the elements of {@link Variables#GENERATOR_METRICS} are
 * @param scheduled by the scalar variable that the host writes before each step
 * @param generator the parameters in the generator's vector
 */
public record TrainingGraphs(
        Graph initialize,
        Scheme.TrainingStep step,
        SequencedMap<String, List<Graph>> programs,
        SequencedMap<String, List<WorkerPhase>> phases,
        List<Graph> sampling,
        Optional<Graph> judge,
        Optional<Graph> heldOut,
        List<String> criticTerms,
        List<String> generatorTerms,
        SequencedMap<String, Scheduled> scheduled,
        ParameterLayout generator) {

    public TrainingGraphs {
        programs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(programs));
        phases = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(phases));
        sampling = List.copyOf(sampling);
        criticTerms = List.copyOf(criticTerms);
        generatorTerms = List.copyOf(generatorTerms);
        scheduled = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(scheduled));
    }

    /**
     * Traces a recipe's steps.
     *
     * @param sampleShape of one real sample
     * @param classes how many the samples have, 0 where they have no labels
     * @throws dev.gantry.runtime.recipe.RecipeException if components do not fit one another
     */
    public static TrainingGraphs of(Recipe recipe, Shape sampleShape, int classes) {
        return new RecipeTracer(recipe, sampleShape, classes).training();
    }

    /** By program, which of its graphs an update runs. */
    public Map<String, LazyConstraints> choices(Recipe recipe) {
        Map<String, LazyConstraints> choices = new HashMap<>();
        programs.forEach((name, graphs) ->
                choices.put(name, graphs.size() > 1 ? LazyConstraints.of(recipe, name) : LazyConstraints.none(name)));
        return choices;
    }

    /** Whether a program writes {@link Variables#CRITIC_METRICS}. */
    public boolean updatesCritic(Program program) {
        return there(program).getFirst().writes().containsKey(Variables.CRITIC_METRICS);
    }

    private List<Graph> there(Program program) {
        List<Graph> graphs = programs.get(program.name());
        if (graphs == null) {
            throw new IllegalStateException("the scheme plays '" + program.name() + "', which it did not trace");
        }
        return graphs;
    }

    /** How many batches a step takes that has this many updates of the critic. */
    public int batches(int criticUpdates) {
        AtomicInteger batches = new AtomicInteger();
        usual(criticUpdates, batches);
        return batches.get();
    }

    /**
     * The programs of a step that has this many updates of the critic, in their order, and how often each runs.
     *
     * @throws IllegalStateException if the step does not run
     */
    public SequencedMap<String, Integer> usual(int criticUpdates) {
        return usual(criticUpdates, new AtomicInteger());
    }

    private SequencedMap<String, Integer> usual(int criticUpdates, AtomicInteger batches) {
        SequencedMap<String, Integer> played = new LinkedHashMap<>();
        try {
            step.run(new StepRun() {
                @Override
                public int step() {
                    return 0;
                }

                @Override
                public int criticUpdates() {
                    return criticUpdates;
                }

                @Override
                public void nextBatch() {
                    batches.incrementAndGet();
                }

                @Override
                public long batch() {
                    return Math.max(0, batches.get() - 1);
                }

                @Override
                public void play(Program program, long number) {
                    played.merge(program.name(), 1, Integer::sum);
                }
            });
        } catch (InterruptedException e) {
            throw new IllegalStateException("a step that waits for nothing was interrupted", e);
        }
        return played;
    }

    /** Whether workers alone run it, each in a form of its own. */
    private boolean isOfWorkers(Graph graph) {
        return phases.getOrDefault(graph.name(), List.of()).stream()
                .anyMatch(phase -> phase.vector().isEmpty());
    }

    /** What workers run; nothing where there is one. */
    public List<Graph> ofWorkers() {
        return phases.values().stream()
                .flatMap(List::stream)
                .flatMap(phase -> phase.ofWorkers().stream())
                .toList();
    }

    /** What the run itself runs. */
    public List<Graph> all() {
        List<Graph> all = new ArrayList<>(List.of(initialize));
        programs.values().stream()
                .flatMap(List::stream)
                .filter(graph -> !isOfWorkers(graph))
                .forEach(all::add);
        all.addAll(sampling);
        judge.ifPresent(all::add);
        heldOut.ifPresent(all::add);
        return all;
    }
}
