package dev.gantry.runtime.trace;

import dev.gantry.core.component.Schedule;
import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.tensor.GraphBounds;
import dev.gantry.core.tensor.GraphTooLargeException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.scope.Trace;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.recipe.Scheduled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** Traces a recipe: its scheme's programs, and those that give first values, draw samples and judge them. */
public final class RecipeTracer {

    /** Tensors that may be made for an update; planning takes seconds and hundreds of megabytes for so many. */
    static final int MOST_OPERATIONS = 200_000;

    private final Recipe recipe;
    private final NetworkTracer networks;
    private final int classes;
    private final UpdateTracer updates;

    public RecipeTracer(Recipe recipe, Shape sampleShape, int classes) {
        this.recipe = recipe;
        this.networks = new NetworkTracer(recipe, sampleShape, classes);
        this.classes = classes;
        this.updates = new UpdateTracer(recipe, networks);
    }

    TrainingGraphs training() {
        List<Problem> problems = new ArrayList<>();
        schedules()
                .forEach(scheduled ->
                        collecting(problems, () -> networks.schedules().requireInRange(scheduled)));
        Optional<ParameterLayout> generatorLayout = collecting(problems, this::generatorLayout);
        Optional<ParameterLayout> criticLayout =
                recipe.critic().flatMap(_ -> collecting(problems, networks::criticLayout));
        if (!problems.isEmpty()) {
            throw new RecipeException(problems);
        }
        ParameterLayout generator = generatorLayout.orElseThrow();
        Optional<WorkerPrograms> workers = collecting(problems, this::workers);
        if (workers.isEmpty()) {
            throw new RecipeException(problems);
        }
        TracedPlayers players = players(generator, criticLayout, workers.get(), problems);
        Optional<Scheme.TrainingStep> step = collecting(
                problems, () -> networks.checked("scheme", () -> recipe.scheme().trace(players)));
        if (problems.isEmpty() && players.generatorTerms().isEmpty()) {
            problems.add(RecipeProblems.at(recipe, "scheme", "has no program that updates the generator by a loss"));
        }
        Optional<List<Graph>> sampling = collecting(problems, () -> sampling(generator));
        if (!problems.isEmpty() || step.isEmpty() || sampling.isEmpty()) {
            throw new RecipeException(problems.stream().distinct().toList());
        }
        return new TrainingGraphs(
                initialize(generator, criticLayout, players),
                step.get(),
                players.programs(),
                players.phases(),
                sampling.get(),
                criticLayout.flatMap(this::judge),
                criticLayout.flatMap(this::heldOut),
                players.criticTerms(),
                players.generatorTerms(),
                networks.schedules().changing(),
                generator);
    }

    private TracedPlayers players(
            ParameterLayout generator,
            Optional<ParameterLayout> critic,
            WorkerPrograms workers,
            List<Problem> problems) {
        return new TracedPlayers(
                recipe, networks, updates, generator, critic, workers, program -> collecting(problems, program));
    }

    /** How one worker would draw for a whole batch is known by tracing it. */
    private WorkerPrograms workers() {
        int count = recipe.settings().workers().count();
        if (count == 1) {
            return new WorkerPrograms(count, Map.of());
        }
        List<Graph> whole = new ArrayList<>();
        new RecipeTracer(recipe.ofOneWorker(), networks.sampleShape(), classes)
                .training()
                .programs()
                .values()
                .forEach(whole::addAll);
        return new WorkerPrograms(count, WorkerPrograms.draws(whole));
    }

    /** Those that the host alone asks. */
    private List<Scheduled> schedules() {
        List<Scheduled> schedules = new ArrayList<>();
        schedules.add(new Scheduled("ema", "decay", recipe.settings().ema().decay()));
        schedules.add(new Scheduled(
                "optimizer.generator",
                "learning-rate",
                recipe.generatorOptimizer().learningRate()));
        recipe.critic()
                .ifPresent(_ -> schedules.add(new Scheduled(
                        "optimizer.critic",
                        "learning-rate",
                        recipe.criticOptimizer().learningRate())));
        return schedules;
    }

    /** The schedules of what was traced, by the scalar variable that the host writes before each step. */
    public SequencedMap<String, Schedule> scheduled() {
        return networks.state().scheduled();
    }

    public ParameterLayout generatorLayout() {
        return bounded(networks::generatorLayout);
    }

    /**
     * A critic that is trained alone, on generated samples that the host writes.
     *
     * @throws RecipeException if components do not fit one another, or not a critic alone
     */
    public CriticGraphs critic() {
        return bounded(() -> new CriticTracer(recipe, networks, updates).graphs());
    }

    /** What draws samples: {@link SamplingTracer}. */
    public List<Graph> sampling(ParameterLayout generatorLayout) {
        return bounded(() -> new SamplingTracer(recipe, networks, generatorLayout).graphs());
    }

    /** The first values of what regularizers keep, and then what the critic sees of a batch of real samples, as it is trained. */
    public List<Graph> criticView() {
        return bounded(() -> {
            Trace trace = new Trace(Variables.VIEW, true, networks.state());
            SequencedMap<String, Tensor> viewed = new LinkedHashMap<>();
            viewed.put(Variables.VIEWED, networks.seen(networks.real(), trace));
            return List.of(new Graph(Variables.INITIALIZE, networks.initialState()), new Graph(Variables.VIEW, viewed));
        });
    }

    private Optional<Graph> judge(ParameterLayout critic) {
        if (!recipe.settings().log().tensorboard() || !recipe.conditions().isEmpty()) {
            return Optional.empty();
        }
        Trace trace = new Trace(Variables.JUDGE, false, networks.state());
        Tensor samples = Tensor.variable(Variables.JUDGED, networks.real().shape());
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(
                Variables.JUDGED_SCORES,
                updates.scores(TracedPlayers.views(critic, Variables.CRITIC_PARAMETERS), samples, trace));
        return Optional.of(new Graph(Variables.JUDGE, writes));
    }

    private Optional<Graph> heldOut(ParameterLayout critic) {
        Trace trace = new Trace(Variables.HELD_OUT, false, networks.state());
        return updates.heldOutError(TracedPlayers.views(critic, Variables.CRITIC_PARAMETERS), trace)
                .map(error -> {
                    SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
                    writes.put(Variables.HELD_OUT_ERROR, error);
                    return new Graph(Variables.HELD_OUT, writes);
                });
    }

    private Graph initialize(ParameterLayout generator, Optional<ParameterLayout> critic, TracedPlayers players) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        Tensor parameters = networks.checked(Variables.GENERATOR, generator::initial);
        writes.put(Variables.GENERATOR_PARAMETERS, parameters);
        if (recipe.settings().ema().averages()) {
            writes.put(Variables.GENERATOR_AVERAGE, parameters);
        }
        critic.ifPresent(
                layout -> writes.put(Variables.CRITIC_PARAMETERS, networks.checked(Variables.CRITIC, layout::initial)));
        if (networks.labels(Variables.LABELS).isPresent()) {
            writes.put(Variables.CLASSES, Tensor.scalar(classes));
        }
        if (players.programs().values().stream().anyMatch(graphs -> graphs.size() > 1)) {
            // A term that is not taken in the first update after a checkpoint is as it was last taken.
            writes.put(
                    Variables.CRITIC_METRICS,
                    Tensor.zeros(Shape.of(players.criticTerms().size())));
        }
        writes.putAll(networks.initialState());
        return new Graph(Variables.INITIALIZE, writes);
    }

    private <T> Optional<T> collecting(List<Problem> problems, Supplier<T> tracing) {
        try {
            return Optional.of(bounded(tracing));
        } catch (RecipeException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    private <T> T bounded(Supplier<T> tracing) {
        try {
            return GraphBounds.within(MOST_OPERATIONS, tracing);
        } catch (GraphTooLargeException e) {
            throw new RecipeException(List.of(networks.calls().tooLarge(e)));
        }
    }
}
