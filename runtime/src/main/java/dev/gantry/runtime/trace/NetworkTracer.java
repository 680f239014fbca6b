package dev.gantry.runtime.trace;

import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Labels;
import dev.gantry.core.spi.Player;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.DeclaredVariables;
import dev.gantry.engine.scope.LayerHook;
import dev.gantry.engine.scope.Owner;
import dev.gantry.engine.scope.Parameters;
import dev.gantry.engine.scope.Trace;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Recipe.AppliedConstraint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** Traces a recipe's two networks, with what regularizers and constraints change inside them. */
final class NetworkTracer {

    private final Recipe recipe;
    private final Shape sampleShape;
    private final Tensor progress = Tensor.variable(Variables.PROGRESS, Shape.SCALAR);
    private final int reference;
    private final int classes;
    private final ComponentCalls calls;
    private final Schedules schedules;
    private final DeclaredVariables state;
    private final LatentTracer latents;

    /**
     * @param classes how many the samples have, 0 where they have no labels
     */
    NetworkTracer(Recipe recipe, Shape sampleShape, int classes) {
        this.recipe = recipe;
        this.sampleShape = sampleShape;
        this.classes = classes;
        this.calls = new ComponentCalls(recipe);
        this.schedules = new Schedules(recipe, calls);
        this.state = new DeclaredVariables(schedules::declare);
        this.latents = new LatentTracer(recipe, calls);
        this.reference = having(Regularizer.LayerChange.class, recipe.regularizers()).values().stream()
                .mapToInt(Regularizer.LayerChange::referenceBatch)
                .max()
                .orElse(0);
    }

    /** The components of this kind, in their order. */
    static <T> SequencedMap<String, T> having(Class<T> hook, SequencedMap<String, ?> components) {
        SequencedMap<String, T> having = new LinkedHashMap<>();
        components.forEach((name, component) -> {
            if (hook.isInstance(component)) {
                having.put(name, hook.cast(component));
            }
        });
        return having;
    }

    /** The state that was asked for in all traces so far. */
    DeclaredVariables state() {
        return state;
    }

    /** The first values of that state. */
    SequencedMap<String, Tensor> initialState() {
        SequencedMap<String, Tensor> values = new LinkedHashMap<>();
        state.all().forEach(variable -> values.put(variable.path(), variable.initial()));
        return values;
    }

    /** The shape of one sample. */
    Shape sampleShape() {
        return sampleShape;
    }

    /** A batch of real samples, {@code [N, ...sample]}, as the host writes it. */
    Tensor real() {
        return Tensor.variable(
                Variables.REAL, sampleShape.prepend(recipe.settings().rows()));
    }

    /** A batch of generated samples, {@code [N, ...sample]}, as the host writes it where there is no generator. */
    Tensor generated() {
        return Tensor.variable(
                Variables.GENERATED, sampleShape.prepend(recipe.settings().rows()));
    }

    /** A batch of the labelled subset, {@code [rows, ...sample]}. */
    Tensor labelled(int rows) {
        return Tensor.variable(Variables.LABELLED, sampleShape.prepend(rows));
    }

    Labels subsetLabels(int rows) {
        return new Labels(Tensor.variable(Variables.LABELLED_LABELS, Shape.of(rows)), classes);
    }

    /** {@code [N, ...latent]}. */
    Shape latents() {
        return recipe.generator().latentShape().prepend(recipe.settings().rows());
    }

    /** As the recipe's prior draws them, {@code [rows, ...latent]}. */
    Tensor latents(int rows, Trace trace) {
        return latents.drawn(rows, trace);
    }

    /** The generator's parameters, as it asks for them when it is traced. */
    ParameterLayout generatorLayout() {
        return layout(
                Variables.GENERATOR,
                (trace, declared) -> generate(
                        Tensor.variable("latent", latents()), given(Variables.LABELS, trace), trace, declared));
    }

    ParameterLayout criticLayout() {
        return layout(
                Variables.CRITIC,
                (trace, declared) ->
                        requireLayers(judge(seenOneByOne(trace), labels(Variables.LABELS), trace, declared)));
    }

    private void requireLayers(Judgement judgement) {
        recipe.regularizers()
                .forEach((name, regularizer) -> checked("regularizers." + name, () -> {
                    regularizer.criticLayers().forEach(judgement::layer);
                    return judgement;
                }));
    }

    /** What the critic sees of the real batch; conditions are of single samples. */
    private Tensor seenOneByOne(Trace trace) {
        Tensor seen = seen(real(), trace);
        recipe.conditions()
                .keySet()
                .forEach(name -> checked("conditions." + name, () -> {
                    if (seen.shape().size(0) != recipe.settings().rows()) {
                        throw new IllegalArgumentException(
                                "does not go with a regularizer that joins samples, which each have a condition of their own");
                    }
                    return seen;
                }));
        return seen;
    }

    private interface Tracing {
        void trace(Trace trace, Parameters parameters);
    }

    private ParameterLayout layout(String network, Tracing tracing) {
        DeclaredVariables parameters = new DeclaredVariables();
        tracing.trace(new Trace("declare", true, new DeclaredVariables()), parameters);
        return checked(network, () -> {
            if (parameters.all().isEmpty()) {
                throw new IllegalArgumentException("has no parameters, so there is nothing to train");
            }
            return new ParameterLayout(parameters.all());
        });
    }

    /** What components asked for that changes from step to step. */
    Schedules schedules() {
        return schedules;
    }

    <T> T checked(String block, Supplier<T> component) {
        return calls.checked(block, component);
    }

    /** What components are called by. */
    ComponentCalls calls() {
        return calls;
    }

    Scope scope(Trace trace, Owner owner) {
        return new TracedScope(trace, state, Parameters.NONE, LayerHook.NONE, owner);
    }

    /**
     * What samples are made for.
     *
     * @param labels where a condition needs them
     * @param codes what each condition tells the generator, {@code [N, k]}
     */
    record Given(Optional<Labels> labels, SequencedMap<String, Tensor> codes) {

        /** For samples of no condition. */
        static Given nothing() {
            return new Given(Optional.empty(), new LinkedHashMap<>());
        }
    }

    /** The labels in a variable {@code [N]}, where a condition needs them. */
    Optional<Labels> labels(String variable) {
        return recipe.needsLabels()
                ? Optional.of(new Labels(
                        Tensor.variable(variable, Shape.of(recipe.settings().rows())), classes))
                : Optional.empty();
    }

    /** What the next batch of samples is made for. */
    Given given(String labelsVariable, Trace trace) {
        Optional<Labels> labels = labels(labelsVariable);
        SequencedMap<String, Tensor> codes = new LinkedHashMap<>();
        recipe.conditions()
                .keySet()
                .forEach(name -> checked("conditions." + name, () -> {
                    if (reference > 0) {
                        throw new IllegalArgumentException("does not go with a regularizer that has a reference batch,"
                                + " whose samples have no condition");
                    }
                    return name;
                }));
        having(Condition.Code.class, recipe.conditions())
                .forEach((name, condition) -> codes.put(
                        name,
                        checked(
                                "conditions." + name,
                                () -> condition.code(
                                        recipe.settings().rows(), labels, scope(trace, new Owner.Condition(name))))));
        return new Given(labels, codes);
    }

    /** Samples {@code [N, ...sample]} from latent vectors {@code [N, ...latent]}. */
    Tensor generate(Tensor latent, Given given, Trace trace, Parameters parameters) {
        Shape referenceShape = recipe.generator().latentShape();
        return checked(Variables.GENERATOR, () -> {
            Tensor rows = withCodes(latent, given);
            if (reference > 0) {
                Tensor first =
                        trace.state(Variables.REFERENCE_LATENT, referenceShape.prepend(reference), latents::drawn);
                rows = Tensor.concat(0, List.of(first, latent));
            }
            LayerHook hook = (path, value, layer) -> regularized(Player.GENERATOR, path, value, layer);
            Scope scope = new TracedScope(trace, state, parameters, hook, new Owner.Network(Player.GENERATOR));
            Tensor samples = recipe.generator().generate(rows, sampleShape, scope);
            requireShape("makes samples", sampleShape.prepend(rows.shape().size(0)), samples);
            return withoutReference(samples);
        });
    }

    private static Tensor withCodes(Tensor latent, Given given) {
        if (given.codes().isEmpty()) {
            return latent;
        }
        if (latent.shape().rank() != 2) {
            throw new ShapeException("has latent vectors of shape "
                    + latent.shape().dropFirst() + ", and only those with one axis can be joined with a condition");
        }
        List<Tensor> parts = new ArrayList<>(List.of(latent));
        parts.addAll(given.codes().values());
        return Tensor.concat(1, parts);
    }

    /** What the critic is given in place of samples. */
    Tensor seen(Tensor samples, Trace trace) {
        Tensor seen = samples;
        for (Map.Entry<String, Regularizer.CriticInput> regularizer :
                having(Regularizer.CriticInput.class, recipe.regularizers()).entrySet()) {
            Tensor before = seen;
            seen = checked("regularizers." + regularizer.getKey(), () -> {
                Scope scope = scope(trace, new Owner.Regularizer(regularizer.getKey()));
                Tensor changed = regularizer.getValue().criticInput(before, progress, scope);
                if (changed.shape().rank() < 2) {
                    throw new ShapeException("gives the critic samples of shape " + changed.shape()
                            + " where a batch [N, ...] is needed");
                }
                return changed;
            });
        }
        return seen;
    }

    /**
     * The critic's answer to samples.
     *
     * @param scores {@code [N]}
     * @param layers what the critic announced, by name
     * @param heads what each condition's head said
     */
    record Judgement(Tensor scores, Map<String, Tensor> layers, Map<String, Tensor> heads) {

        Tensor layer(String name) {
            Tensor found = layers.get(name);
            if (found == null) {
                throw new IllegalArgumentException(
                        "the critic has no layer '" + name + "'; it has " + String.join(", ", layers.keySet()));
            }
            return found;
        }
    }

    /** The critic's answer to samples as it sees them, {@code [N, ...]}. */
    Judgement judge(Tensor samples, Optional<Labels> labels, Trace trace, Parameters parameters) {
        Tensor rows = samples;
        if (reference > 0) {
            rows = Tensor.concat(0, List.of(referenceSeen(trace), samples));
        }
        Tensor batch = rows;
        return checked(Variables.CRITIC, () -> {
            SequencedMap<String, Tensor> layers = new LinkedHashMap<>();
            LayerHook hook = (path, value, layer) -> {
                Tensor changed = regularized(Player.CRITIC, path, value, layer);
                layers.put(inNetwork(path), withoutReference(changed));
                return changed;
            };
            Scope scope = new TracedScope(trace, state, parameters, hook, new Owner.Network(Player.CRITIC));
            Tensor scores = recipe.critic().orElseThrow().score(conditioned(batch, labels), scope);
            requireShape("gives scores", Shape.of(batch.shape().size(0)), scores);
            return conditioned(new Judgement(withoutReference(scores), layers, Map.of()), labels, scope);
        });
    }

    /** The reference batch as the critic sees it: of so many samples that there are as many rows as regularizers ask for. */
    private Tensor referenceSeen(Trace trace) {
        // A trace of its own, so that nothing is drawn twice.
        Tensor batch = seen(real(), new Trace("declare", true, new DeclaredVariables()));
        int joined = Math.max(1, recipe.settings().rows() / batch.shape().size(0));
        Shape samples = sampleShape.prepend(Shape.extent((long) reference * joined));
        Tensor seen = seen(trace.state(Variables.REFERENCE_REAL, samples, Initializer.ZEROS), trace);
        int rows = seen.shape().size(0);
        return checked("regularizers", () -> {
            if (rows != reference) {
                throw new IllegalArgumentException("have the critic see " + rows + (rows == 1 ? " row" : " rows")
                        + " of a reference batch where " + reference
                        + " are promised; remove the one that changes how many there are");
            }
            return seen;
        });
    }

    private Tensor conditioned(Tensor samples, Optional<Labels> labels) {
        Tensor given = samples;
        for (Map.Entry<String, Condition.CriticInput> condition :
                having(Condition.CriticInput.class, recipe.conditions()).entrySet()) {
            Tensor before = given;
            given = checked(
                    "conditions." + condition.getKey(),
                    () -> condition.getValue().criticInput(before, labels));
        }
        return given;
    }

    private Judgement conditioned(Judgement judgement, Optional<Labels> labels, Scope critic) {
        Tensor scores = judgement.scores;
        SequencedMap<String, Tensor> heads = new LinkedHashMap<>();
        for (Map.Entry<String, Condition> condition : recipe.conditions().entrySet()) {
            String name = condition.getKey();
            Scope scope = critic.child(name);
            Tensor before = scores;
            scores = checked("conditions." + name, () -> {
                if (condition.getValue() instanceof Condition.Head hook) {
                    heads.put(name, hook.head(judgement.layer("features"), classes, scope));
                }
                if (!(condition.getValue() instanceof Condition.ScoreChange hook)) {
                    return before;
                }
                Optional<Tensor> head = Optional.ofNullable(heads.get(name));
                Tensor changed = hook.score(before, judgement.layer("features"), head, labels, scope);
                requireShape("gives scores", before.shape(), changed);
                return changed;
            });
        }
        return new Judgement(scores, judgement.layers, heads);
    }

    private Tensor regularized(Player player, String path, Tensor value, Scope layer) {
        Tensor changed = value;
        for (Map.Entry<String, Regularizer.LayerChange> regularizer :
                having(Regularizer.LayerChange.class, recipe.regularizers()).entrySet()) {
            Tensor before = changed;
            changed = checked(
                    "regularizers." + regularizer.getKey(),
                    () -> regularizer
                            .getValue()
                            .layer(player, inNetwork(path), before, reference, layer.child(regularizer.getKey())));
        }
        return changed;
    }

    private static String inNetwork(String path) {
        return path.substring(path.indexOf('/') + 1);
    }

    private Tensor withoutReference(Tensor rows) {
        return rows.slice(0, reference, rows.shape().size(0));
    }

    /** The critic's parameters with each layer's weight as the constraints change it, once however often it is used. */
    Parameters constrained(FlatParameters critic, Trace trace) {
        Map<String, Tensor> weights = new HashMap<>();
        return (path, shape, initializer) -> {
            Tensor parameter = critic.parameter(path, shape, initializer);
            if (shape.rank() < 2) {
                return parameter;
            }
            Tensor known = weights.get(path);
            if (known != null) {
                return known;
            }
            Tensor weight = parameter;
            for (Map.Entry<String, AppliedConstraint> constraint :
                    recipe.constraints().entrySet()) {
                Tensor before = weight;
                String name = constraint.getKey();
                Scope scope = scope(trace, new Owner.Constraint(name)).child(inNetwork(path));
                weight = checked("constraints." + name, () -> {
                    Tensor changed = constraint.getValue().constraint().weight(before, scope);
                    requireShape("gives a weight", shape, changed);
                    return changed;
                });
            }
            weights.put(path, weight);
            return weight;
        };
    }

    static void requireShape(String what, Shape expected, Tensor found) {
        if (!found.shape().equals(expected)) {
            throw new ShapeException(what + " of shape " + found.shape() + " where " + expected + " is needed");
        }
    }
}
