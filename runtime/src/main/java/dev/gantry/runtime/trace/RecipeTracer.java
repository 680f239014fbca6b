package dev.gantry.runtime.trace;

import dev.gantry.core.spi.Player;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.GraphBounds;
import dev.gantry.core.tensor.GraphTooLargeException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.scope.Trace;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Recipe.Scheme;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeProblems;
import dev.gantry.runtime.trace.NetworkTracer.Given;
import dev.gantry.runtime.trace.UpdateTracer.Drawn;
import dev.gantry.runtime.trace.UpdateTracer.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Composes the players' updates into the programs of a training.
 *
 * <p>A player's update changes that player's parameters and state alone: the generator's batch statistics stay as they are
 * while the critic learns, and the other way round.
 */
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
        Optional<ParameterLayout> generatorLayout = collecting(problems, this::generatorLayout);
        Optional<ParameterLayout> criticLayout =
                recipe.critic().flatMap(_ -> collecting(problems, networks::criticLayout));
        if (!problems.isEmpty()) {
            throw new RecipeException(problems);
        }
        ParameterLayout generator = generatorLayout.orElseThrow();
        List<String> criticTerms = new ArrayList<>();
        List<String> generatorTerms = new ArrayList<>();
        List<Graph> steps = new ArrayList<>();
        switch (recipe.scheme()) {
            case ALTERNATING -> {
                ParameterLayout critic = criticLayout.orElseThrow();
                collecting(problems, () -> criticSteps(critic, criticTerms, trace -> drawn(generator, trace)))
                        .ifPresent(steps::addAll);
                collecting(problems, () -> generatorStep(generator, critic, generatorTerms))
                        .ifPresent(steps::add);
            }
            case SIMULTANEOUS, EXTRA_GRADIENT -> {
                ParameterLayout critic = criticLayout.orElseThrow();
                collecting(problems, () -> jointSteps(generator, critic, criticTerms, generatorTerms))
                        .ifPresent(steps::addAll);
            }
            case IMLE ->
                collecting(problems, () -> imleStep(generator, generatorTerms)).ifPresent(steps::add);
        }
        Optional<Graph> sample = collecting(problems, () -> sample(generator));
        if (!problems.isEmpty() || sample.isEmpty()) {
            throw new RecipeException(problems.stream().distinct().toList());
        }
        return new TrainingGraphs(
                initialize(generator, criticLayout, criticTerms),
                steps,
                sample.get(),
                criticLayout.flatMap(this::heldOut),
                criticTerms,
                generatorTerms,
                generator);
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
        return bounded(this::criticAlone);
    }

    private CriticGraphs criticAlone() {
        if (recipe.critic().isEmpty()) {
            throw new RecipeException(
                    List.of(RecipeProblems.at(recipe, "scheme", "has no critic that could be trained")));
        }
        if (!recipe.conditions().isEmpty()) {
            throw new RecipeException(recipe.conditions().keySet().stream()
                    .map(name -> RecipeProblems.at(
                            recipe,
                            "conditions." + name,
                            "needs a generator that is told the condition, and a critic that is trained alone has none;"
                                    + " remove it"))
                    .toList());
        }
        ParameterLayout layout = networks.criticLayout();
        List<String> terms = new ArrayList<>();
        List<Graph> steps = criticSteps(layout, terms, _ -> new Drawn(networks.generated(), Given.nothing()));
        Graph judge = judge(layout);
        SequencedMap<String, Tensor> initial = new LinkedHashMap<>();
        initial.put(Variables.CRITIC_PARAMETERS, networks.checked(Variables.CRITIC, layout::initial));
        initial.putAll(initialState());
        return new CriticGraphs(new Graph(Variables.INITIALIZE, initial), steps, judge, terms);
    }

    private Graph judge(ParameterLayout layout) {
        Trace trace = new Trace(Variables.JUDGE, false, networks.state());
        Tensor samples = Tensor.variable(Variables.JUDGED, networks.real().shape());
        Tensor scores = updates.scores(views(layout, Variables.CRITIC_PARAMETERS), samples, trace);
        if (!scores.shape().equals(Shape.of(recipe.batchSize()))) {
            throw new RecipeException(List.of(RecipeProblems.at(
                    recipe,
                    "regularizers",
                    "have the critic see several samples as one, and samples with scores of their own are needed where a"
                            + " critic is trained alone; remove those that pack samples")));
        }
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(Variables.JUDGED_SCORES, scores);
        writes.put(Variables.JUDGED_GRADIENTS, Gradients.of(scores.sum(), samples));
        return new Graph(Variables.JUDGE, writes);
    }

    private Drawn drawn(ParameterLayout generator, Trace trace) {
        return updates.drawn(views(generator, Variables.GENERATOR_PARAMETERS), trace)
                .stopGradient();
    }

    /** A program for each set of constraints that are due in the same update. */
    private List<Graph> criticSteps(ParameterLayout layout, List<String> terms, Function<Trace, Drawn> drawn) {
        List<Graph> steps = new ArrayList<>();
        for (Map.Entry<String, SequencedMap<String, Integer>> due :
                LazyConstraints.programs(recipe).entrySet()) {
            Trace trace = new Trace(Variables.CRITIC_STEP, true, networks.state());
            FlatParameters critic = views(layout, Variables.CRITIC_PARAMETERS);
            Update update =
                    updates.critic(critic, critic.vector(), networks.real(), drawn.apply(trace), due.getValue(), trace);
            if (terms.isEmpty()) {
                terms.addAll(update.metrics().keySet());
            }
            SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
            writes.put(Variables.CRITIC_PARAMETERS, update.parameters());
            writes.putAll(trace.updates(Player.CRITIC));
            writes.put(Variables.CRITIC_METRICS, metrics(Variables.CRITIC_METRICS, terms, update.metrics()));
            steps.add(new Graph(due.getKey(), writes));
        }
        return steps;
    }

    private Graph generatorStep(ParameterLayout generatorLayout, ParameterLayout criticLayout, List<String> terms) {
        Trace trace = new Trace(Variables.GENERATOR_STEP, true, networks.state());
        FlatParameters critic = views(criticLayout, Variables.CRITIC_PARAMETERS);
        FlatParameters generator = views(generatorLayout, Variables.GENERATOR_PARAMETERS);
        Update update = updates.generator(generator, generator.vector(), critic, networks.real(), trace);
        terms.addAll(update.metrics().keySet());
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        write(generatorLayout, update, terms, writes);
        writes.putAll(trace.updates(Player.GENERATOR));
        return new Graph(Variables.GENERATOR_STEP, writes);
    }

    private Graph imleStep(ParameterLayout layout, List<String> terms) {
        Trace trace = new Trace(Variables.GENERATOR_STEP, true, networks.state());
        Update update = updates.imle(views(layout, Variables.GENERATOR_PARAMETERS), networks.real(), trace);
        terms.addAll(update.metrics().keySet());
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        write(layout, update, terms, writes);
        writes.putAll(trace.updates(Player.GENERATOR));
        return new Graph(Variables.GENERATOR_STEP, writes);
    }

    /**
     * Both players at once, a program for each set of constraints that are due together: simultaneous updates move each at the
     * other's present parameters; extra-gradient updates first look ahead by such a step, and then move the present parameters
     * by the gradients found there, of the same real samples and other generated ones.
     *
     * <p>Gidel et al., A Variational Inequality Perspective on Generative Adversarial Networks, 2019, Algorithm 2 (with the
     * optimizer's state carried through both steps, as in its Algorithm 4, ExtraAdam).
     */
    private List<Graph> jointSteps(
            ParameterLayout generatorLayout,
            ParameterLayout criticLayout,
            List<String> criticTerms,
            List<String> generatorTerms) {
        List<Graph> steps = new ArrayList<>();
        for (Map.Entry<String, SequencedMap<String, Integer>> due :
                LazyConstraints.programs(recipe).entrySet()) {
            FlatParameters critic = views(criticLayout, Variables.CRITIC_PARAMETERS);
            FlatParameters generator = views(generatorLayout, Variables.GENERATOR_PARAMETERS);
            Trace before = new Trace(Variables.JOINT_STEP, true, networks.state());
            Joint joint = joint(critic, generator, critic, generator, due.getValue(), before);
            if (recipe.scheme() == Scheme.EXTRA_GRADIENT) {
                joint = joint(
                        critic.with(joint.critic.parameters()),
                        generator.with(joint.generator.parameters()),
                        critic,
                        generator,
                        due.getValue(),
                        joint.after);
            }
            if (criticTerms.isEmpty()) {
                criticTerms.addAll(joint.critic.metrics().keySet());
                generatorTerms.addAll(joint.generator.metrics().keySet());
            }
            SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
            writes.put(Variables.CRITIC_PARAMETERS, joint.critic.parameters());
            writes.put(
                    Variables.CRITIC_METRICS, metrics(Variables.CRITIC_METRICS, criticTerms, joint.critic.metrics()));
            write(generatorLayout, joint.generator, generatorTerms, writes);
            writes.putAll(joint.after.updates(Player.CRITIC));
            writes.putAll(joint.after.updates(Player.GENERATOR));
            steps.add(new Graph(due.getKey(), writes));
        }
        return steps;
    }

    /** Both players' updates, and the state after them. */
    private record Joint(Update critic, Update generator, Trace after) {}

    private Joint joint(
            FlatParameters critic,
            FlatParameters generator,
            FlatParameters criticBase,
            FlatParameters generatorBase,
            Map<String, Integer> due,
            Trace before) {
        Trace critics = before.fork();
        Drawn fake = updates.drawn(generator, critics).stopGradient();
        Update criticUpdate = updates.critic(critic, criticBase.vector(), networks.real(), fake, due, critics);
        Trace generators = before.fork();
        generators.take(critics.updates(Player.CRITIC, Player.GENERATOR));
        Update generatorUpdate =
                updates.generator(generator, generatorBase.vector(), critic, networks.real(), generators);
        Trace after = before.fork();
        after.take(critics.updates(Player.CRITIC));
        after.take(generators.updates(Player.GENERATOR));
        return new Joint(criticUpdate, generatorUpdate, after);
    }

    private void write(ParameterLayout layout, Update update, List<String> terms, SequencedMap<String, Tensor> writes) {
        writes.put(Variables.GENERATOR_PARAMETERS, update.parameters());
        if (averages()) {
            Tensor average = Tensor.variable(Variables.GENERATOR_AVERAGE, layout.flat());
            Tensor decay = Tensor.variable(Variables.GENERATOR_AVERAGE_DECAY, Shape.SCALAR);
            writes.put(
                    Variables.GENERATOR_AVERAGE,
                    update.parameters().add(average.sub(update.parameters()).mul(decay)));
        }
        writes.put(Variables.GENERATOR_METRICS, metrics(Variables.GENERATOR_METRICS, terms, update.metrics()));
    }

    /** A vector of the terms; one that this step does not take stays as it was. */
    private static Tensor metrics(String variable, List<String> terms, Map<String, Tensor> values) {
        Tensor before = Tensor.variable(variable, Shape.of(terms.size()));
        List<Tensor> elements = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            Tensor value = values.get(terms.get(i));
            elements.add(value == null ? before.slice(0, i, i + 1) : value.reshape(1));
        }
        return Tensor.concat(0, elements);
    }

    /**
     * A batch of samples from latent vectors that the host writes. Those of an averaged generator use the state, such as running
     * statistics, of the generator that is trained.
     */
    public Graph sample(ParameterLayout generatorLayout) {
        return bounded(() -> traceSample(generatorLayout));
    }

    private Graph traceSample(ParameterLayout generatorLayout) {
        Trace trace = new Trace(Variables.SAMPLE, false, networks.state());
        FlatParameters generator =
                views(generatorLayout, averages() ? Variables.GENERATOR_AVERAGE : Variables.GENERATOR_PARAMETERS);
        Tensor latents = Tensor.variable(Variables.SAMPLE_LATENT, networks.latents());
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(
                Variables.SAMPLE_OUTPUT,
                networks.generate(latents, networks.given(Variables.SAMPLE_LABELS, trace), trace, generator));
        return new Graph(Variables.SAMPLE, writes);
    }

    private Optional<Graph> heldOut(ParameterLayout critic) {
        Trace trace = new Trace(Variables.HELD_OUT, false, networks.state());
        return updates.heldOutError(views(critic, Variables.CRITIC_PARAMETERS), trace)
                .map(error -> {
                    SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
                    writes.put(Variables.HELD_OUT_ERROR, error);
                    return new Graph(Variables.HELD_OUT, writes);
                });
    }

    private Graph initialize(ParameterLayout generator, Optional<ParameterLayout> critic, List<String> criticTerms) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        Tensor parameters = networks.checked(Variables.GENERATOR, generator::initial);
        writes.put(Variables.GENERATOR_PARAMETERS, parameters);
        if (averages()) {
            writes.put(Variables.GENERATOR_AVERAGE, parameters);
        }
        critic.ifPresent(
                layout -> writes.put(Variables.CRITIC_PARAMETERS, networks.checked(Variables.CRITIC, layout::initial)));
        if (networks.labels(Variables.LABELS).isPresent()) {
            writes.put(Variables.CLASSES, Tensor.scalar(classes));
        }
        if (LazyConstraints.programs(recipe).size() > 1) {
            // A term that is not taken in the first update after a checkpoint is as it was last taken.
            writes.put(Variables.CRITIC_METRICS, Tensor.zeros(Shape.of(criticTerms.size())));
        }
        writes.putAll(initialState());
        return new Graph(Variables.INITIALIZE, writes);
    }

    private SequencedMap<String, Tensor> initialState() {
        SequencedMap<String, Tensor> values = new LinkedHashMap<>();
        networks.state().all().forEach(variable -> values.put(variable.path(), variable.initial()));
        return values;
    }

    private boolean averages() {
        return recipe.emaDecay() > 0;
    }

    private static FlatParameters views(ParameterLayout layout, String variable) {
        return new FlatParameters(layout, Tensor.variable(variable, layout.flat()));
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
            throw new RecipeException(List.of(networks.tooLarge(e)));
        }
    }
}
