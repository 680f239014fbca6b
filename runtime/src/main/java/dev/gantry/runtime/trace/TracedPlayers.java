package dev.gantry.runtime.trace;

import dev.gantry.core.scheme.Players;
import dev.gantry.core.scheme.Position;
import dev.gantry.core.scheme.Program;
import dev.gantry.core.spi.Player;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.scope.Trace;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.TrainingSettings;
import dev.gantry.runtime.trace.NetworkTracer.Given;
import dev.gantry.runtime.trace.UpdateTracer.Drawn;
import dev.gantry.runtime.trace.UpdateTracer.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Composes the players' updates into the programs of a scheme.
 *
 * <p>A player's update changes that player's parameters and state alone: the generator's batch statistics stay as they are
 * while the critic learns, and the other way round.
 */
final class TracedPlayers implements Players {

    private final Recipe recipe;
    private final NetworkTracer networks;
    private final UpdateTracer updates;
    private final ParameterLayout generatorLayout;
    private final Optional<ParameterLayout> criticLayout;
    private final Collecting collecting;
    private final SequencedMap<String, List<Graph>> programs = new LinkedHashMap<>();
    private final List<String> criticTerms = new ArrayList<>();
    private final List<String> generatorTerms = new ArrayList<>();

    /** By graph, what workers compute of it. */
    private final SequencedMap<String, List<WorkerPhase>> phases = new LinkedHashMap<>();

    private final WorkerPrograms workers;

    /** Of the program being traced. */
    private Exchange exchange = Exchange.none();

    /** The constraints that are due in the program being traced, and what each penalty is multiplied by. */
    private SequencedMap<String, Integer> due = new LinkedHashMap<>();

    private boolean asksForConstraints;

    /** Notes what is wrong with a program, so that others are traced as well. */
    interface Collecting {
        Optional<List<Graph>> trace(Supplier<List<Graph>> program);
    }

    TracedPlayers(
            Recipe recipe,
            NetworkTracer networks,
            UpdateTracer updates,
            ParameterLayout generator,
            Optional<ParameterLayout> critic,
            WorkerPrograms workers,
            Collecting collecting) {
        this.recipe = recipe;
        this.networks = networks;
        this.updates = updates;
        this.generatorLayout = generator;
        this.criticLayout = critic;
        this.workers = workers;
        this.collecting = collecting;
    }

    /** By graph, what workers compute of it; empty where there is one worker. */
    SequencedMap<String, List<WorkerPhase>> phases() {
        return phases;
    }

    /** What was traced, by program: one graph, or where the program applies constraints one for each set that is due together. */
    SequencedMap<String, List<Graph>> programs() {
        return programs;
    }

    List<String> criticTerms() {
        return criticTerms;
    }

    List<String> generatorTerms() {
        return generatorTerms;
    }

    @Override
    public Program program(String name, UnaryOperator<Position> moves) {
        Program program = new Program(name);
        if (programs.containsKey(name)) {
            throw new IllegalArgumentException("has two programs of the name '" + name + "'");
        }
        programs.put(name, collecting.trace(() -> graphs(name, moves)).orElse(List.of()));
        return program;
    }

    private List<Graph> graphs(String name, UnaryOperator<Position> moves) {
        List<Graph> graphs = new ArrayList<>();
        for (Map.Entry<String, SequencedMap<String, Integer>> set :
                LazyConstraints.programs(recipe, name).entrySet()) {
            due = set.getValue();
            asksForConstraints = false;
            exchange = new Exchange(recipe.settings().workers().averageGradients());
            Trace trace = new Trace(name, true, networks.state());
            TracedPosition before = TracedPosition.before(
                    views(generatorLayout, Variables.GENERATOR_PARAMETERS),
                    criticLayout.map(layout -> views(layout, Variables.CRITIC_PARAMETERS)),
                    trace);
            Position after = networks.checked("scheme", () -> moves.apply(before));
            graphs.add(shared(new Graph(set.getKey(), writes(before, traced(after)))));
            if (!asksForConstraints) {
                break;
            }
        }
        return graphs;
    }

    private Graph shared(Graph graph) {
        TrainingSettings.SharedBatch shares = recipe.settings().workers();
        if (shares.goAlone()) {
            phases.put(graph.name(), List.of(workers.alone(graph)));
        } else if (shares.averageGradients()) {
            WorkerPrograms.Divided divided = workers.divided(graph, exchange);
            phases.put(graph.name(), divided.phases());
            return divided.program();
        }
        return graph;
    }

    static FlatParameters views(ParameterLayout layout, String variable) {
        return new FlatParameters(layout, Tensor.variable(variable, layout.flat()));
    }

    private SequencedMap<String, Tensor> writes(TracedPosition before, TracedPosition after) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        if (criticLayout.isPresent() && after.critic() != before.critic()) {
            writes.put(Variables.CRITIC_PARAMETERS, after.critic());
        }
        if (!after.criticMetrics().isEmpty()) {
            writes.put(Variables.CRITIC_METRICS, metrics(Variables.CRITIC_METRICS, criticTerms, after.criticMetrics()));
        }
        if (after.generator() != before.generator()) {
            writes.put(Variables.GENERATOR_PARAMETERS, after.generator());
            if (recipe.settings().ema().averages()) {
                Tensor average = Tensor.variable(Variables.GENERATOR_AVERAGE, generatorLayout.flat());
                Tensor decay = Tensor.variable(Variables.GENERATOR_AVERAGE_DECAY, Shape.SCALAR);
                writes.put(
                        Variables.GENERATOR_AVERAGE,
                        after.generator().add(average.sub(after.generator()).mul(decay)));
            }
        }
        if (!after.generatorMetrics().isEmpty()) {
            writes.put(
                    Variables.GENERATOR_METRICS,
                    metrics(Variables.GENERATOR_METRICS, generatorTerms, after.generatorMetrics()));
        }
        writes.putAll(after.trace().updates(Player.CRITIC));
        writes.putAll(after.trace().updates(Player.GENERATOR));
        return writes;
    }

    /** A vector of the terms; one that this program does not take stays as it was. */
    static Tensor metrics(String variable, List<String> terms, SequencedMap<String, Tensor> values) {
        if (terms.isEmpty()) {
            terms.addAll(values.keySet());
        }
        Tensor before = Tensor.variable(variable, Shape.of(terms.size()));
        List<Tensor> elements = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            Tensor value = values.get(terms.get(i));
            elements.add(value == null ? before.slice(0, i, i + 1) : value.reshape(1));
        }
        return Tensor.concat(0, elements);
    }

    @Override
    public Tensor real() {
        return networks.real();
    }

    @Override
    public Position critic(Position at, Position from) {
        Trace critics = traced(at).trace().fork();
        Update update = criticUpdate(traced(at), traced(from), critics);
        return traced(from).withCritic(update).with(after(traced(at).trace(), critics, Player.CRITIC));
    }

    @Override
    public Position generator(Position at, Position from) {
        Trace generators = traced(at).trace().fork();
        Update update = generatorUpdate(traced(at), traced(from), generators);
        return traced(from).withGenerator(update).with(after(traced(at).trace(), generators, Player.GENERATOR));
    }

    @Override
    public Position both(Position here, Position base) {
        TracedPosition at = traced(here);
        TracedPosition from = traced(base);
        Trace critics = at.trace().fork();
        Update critic = criticUpdate(at, from, critics);
        Trace generators = at.trace().fork();
        generators.take(critics.updates(Player.CRITIC, Player.GENERATOR));
        Update generator = generatorUpdate(at, from, generators);
        Trace after = after(at.trace(), critics, Player.CRITIC);
        after.take(generators.updates(Player.GENERATOR));
        return from.withCritic(critic).withGenerator(generator).with(after);
    }

    private Update criticUpdate(TracedPosition at, TracedPosition from, Trace critics) {
        asksForConstraints = true;
        Drawn fake = updates.drawn(at.generatorParameters(), critics).stopGradient();
        return updates.critic(at.theCritic(), from.critic(), networks.real(), fake, due, exchange, critics);
    }

    private Update generatorUpdate(TracedPosition at, TracedPosition from, Trace generators) {
        return updates.generator(
                at.generatorParameters(), from.generator(), at.theCritic(), networks.real(), exchange, generators);
    }

    private static Trace after(Trace before, Trace update, Player player) {
        Trace after = before.fork();
        after.take(update.updates(player));
        return after;
    }

    @Override
    public Position generator(Position at, Position from, SequencedMap<String, Tensor> losses) {
        Trace generators = traced(at).trace().fork();
        Update update =
                updates.generatorBy(losses, traced(at).generatorParameters(), from.generator(), exchange, generators);
        return traced(from).withGenerator(update).with(after(traced(at).trace(), generators, Player.GENERATOR));
    }

    @Override
    public Shape latentShape() {
        return recipe.generator().latentShape();
    }

    @Override
    public Tensor latents(Position at, int rows) {
        return networks.latents(rows, traced(at).trace());
    }

    @Override
    public Generated generate(Position at, Tensor latents) {
        Trace trace = traced(at).trace().fork();
        Tensor samples =
                networks.generate(latents, Given.nothing(), trace, traced(at).generatorParameters());
        return new Generated(samples, traced(at).with(trace));
    }

    private static TracedPosition traced(Position position) {
        if (position instanceof TracedPosition traced) {
            return traced;
        }
        throw new IllegalArgumentException(
                "moves to a position of its own; positions are made by the players' updates alone");
    }
}
