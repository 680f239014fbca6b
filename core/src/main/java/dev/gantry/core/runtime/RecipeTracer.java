package dev.gantry.core.runtime;

import dev.gantry.core.plan.Graph;
import dev.gantry.core.recipe.Problem;
import dev.gantry.core.recipe.Recipe;
import dev.gantry.core.recipe.RecipeException;
import dev.gantry.core.spi.CriticStep;
import dev.gantry.core.spi.GeneratorStep;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Traces a recipe's components into the programs of a training.
 *
 * <p>A player's step changes that player's parameters and state alone: the generator's batch statistics stay as they are
 * while the critic learns, and the other way round.
 */
final class RecipeTracer {

    private final Recipe recipe;
    private final Shape sampleShape;
    private final Shape batch;
    private final Shape latents;
    private final DeclaredVariables state = new DeclaredVariables();
    private final Tensor progress = Tensor.variable(Variables.PROGRESS, Shape.SCALAR);

    RecipeTracer(Recipe recipe, Shape sampleShape) {
        this.recipe = recipe;
        this.sampleShape = sampleShape;
        this.batch = sampleShape.prepend(recipe.batchSize());
        this.latents = recipe.generator().latentShape().prepend(recipe.batchSize());
    }

    TrainingGraphs training() {
        List<Problem> problems = new ArrayList<>();
        Optional<ParameterLayout> generatorLayout = collecting(problems, this::generatorLayout);
        Optional<ParameterLayout> criticLayout = collecting(problems, this::criticLayout);
        if (generatorLayout.isEmpty() || criticLayout.isEmpty()) {
            throw new RecipeException(problems);
        }
        ParameterLayout generator = generatorLayout.get();
        ParameterLayout critic = criticLayout.get();
        List<String> criticTerms = new ArrayList<>();
        List<String> generatorTerms = new ArrayList<>();
        Optional<Graph> criticStep = collecting(problems, () -> criticStep(generator, critic, criticTerms));
        Optional<Graph> generatorStep = collecting(problems, () -> generatorStep(generator, critic, generatorTerms));
        Optional<Graph> sample = collecting(problems, () -> sample(generator));
        if (criticStep.isEmpty() || generatorStep.isEmpty() || sample.isEmpty()) {
            throw new RecipeException(problems.stream().distinct().toList());
        }
        return new TrainingGraphs(
                initialize(generator, critic),
                criticStep.get(),
                generatorStep.get(),
                sample.get(),
                criticTerms,
                generatorTerms,
                generator);
    }

    /** The generator's parameters, as it asks for them when it is traced. */
    ParameterLayout generatorLayout() {
        return layout(Variables.GENERATOR, scope -> generate(Tensor.variable("latent", latents), scope));
    }

    private ParameterLayout criticLayout() {
        return layout(Variables.CRITIC, scope -> score(Tensor.variable(Variables.REAL, batch), scope));
    }

    private ParameterLayout layout(String network, Consumer<Scope> tracing) {
        DeclaredVariables parameters = new DeclaredVariables();
        Trace trace = new Trace("declare", true, new DeclaredVariables());
        tracing.accept(new TracedScope(trace, state, parameters, network));
        return checked(network, () -> {
            if (parameters.all().isEmpty()) {
                throw new IllegalArgumentException("has no parameters, so there is nothing to train");
            }
            return new ParameterLayout(parameters.all());
        });
    }

    private Graph criticStep(ParameterLayout generatorLayout, ParameterLayout criticLayout, List<String> terms) {
        Trace trace = new Trace(Variables.CRITIC_STEP, true, state);
        FlatParameters critic = views(criticLayout, Variables.CRITIC_PARAMETERS);
        FlatParameters generator = views(generatorLayout, Variables.GENERATOR_PARAMETERS);
        Tensor fake = generate(drawnLatents(trace), scope(trace, generator, Variables.GENERATOR))
                .stopGradient();
        Tensor realSeen = seenByCritic(trace, Tensor.variable(Variables.REAL, batch));
        Tensor fakeSeen = seenByCritic(trace, fake);
        Scope network = scope(trace, critic, Variables.CRITIC);
        Scores scores = labelled(trace, new Scores(score(realSeen, network), score(fakeSeen, network)));

        SequencedMap<String, Tensor> losses = new LinkedHashMap<>();
        losses.put("adversarial", scalar("loss", () -> recipe.loss().critic(scores)));
        UnaryOperator<Tensor> scoring = samples -> score(samples, scope(trace.fork(), critic, Variables.CRITIC));
        recipe.constraints().forEach((name, constraint) -> {
            CriticStep step = new TracedCriticStep(
                    realSeen, fakeSeen, scoring, critic.joined(), scope(trace, Parameters.NONE, "constraint/" + name));
            optionalScalar("constraints." + name, () -> constraint.penalty(step))
                    .ifPresent(penalty -> losses.merge(name, penalty, Tensor::add));
        });
        recipe.regularizers().forEach((name, regularizer) -> {
            CriticStep step =
                    new TracedCriticStep(realSeen, fakeSeen, scoring, critic.joined(), regularizerScope(trace, name));
            optionalScalar("regularizers." + name, () -> regularizer.criticPenalty(step))
                    .ifPresent(penalty -> losses.merge(name, penalty, Tensor::add));
        });

        Tensor loss = sum(losses);
        Tensor gradient = checked("loss", () -> critic.gradient(loss));
        Tensor updated = updated(
                "optimizer.critic",
                () -> recipe.criticOptimizer()
                        .optimizer()
                        .update(
                                critic.flat(),
                                gradient,
                                Tensor.variable(Variables.CRITIC_LEARNING_RATE, Shape.SCALAR),
                                scope(trace, Parameters.NONE, "critic/optimizer")),
                critic);
        for (Map.Entry<String, LipschitzConstraint> constraint :
                recipe.constraints().entrySet()) {
            Tensor before = updated;
            updated = updated(
                    "constraints." + constraint.getKey(),
                    () -> constraint.getValue().project(before),
                    critic);
        }

        SequencedMap<String, Tensor> metrics = metrics("critic/", losses, loss, gradient);
        metrics.put(
                "critic/wasserstein-estimate",
                scores.real().mean().sub(scores.fake().mean()));
        terms.addAll(metrics.keySet());
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(Variables.CRITIC_PARAMETERS, updated);
        writes.putAll(trace.updates("critic/"));
        writes.putAll(trace.updates("constraint/"));
        writes.putAll(trace.updates("regularizer/"));
        writes.put(Variables.CRITIC_METRICS, vector(metrics));
        return new Graph(Variables.CRITIC_STEP, writes);
    }

    private Graph generatorStep(ParameterLayout generatorLayout, ParameterLayout criticLayout, List<String> terms) {
        Trace trace = new Trace(Variables.GENERATOR_STEP, true, state);
        FlatParameters critic = views(criticLayout, Variables.CRITIC_PARAMETERS);
        FlatParameters generator = views(generatorLayout, Variables.GENERATOR_PARAMETERS);
        Tensor real = Tensor.variable(Variables.REAL, batch);
        Tensor fake = generate(drawnLatents(trace), scope(trace, generator, Variables.GENERATOR));
        Tensor realSeen = seenByCritic(trace, real);
        Tensor fakeSeen = seenByCritic(trace, fake);
        Scope network = scope(trace, critic, Variables.CRITIC);
        Scores scores = new Scores(score(realSeen, network), score(fakeSeen, network));

        SequencedMap<String, Tensor> losses = new LinkedHashMap<>();
        losses.put("adversarial", scalar("loss", () -> recipe.loss().generator(scores)));
        UnaryOperator<Tensor> scoring = samples -> score(samples, scope(trace.fork(), critic, Variables.CRITIC));
        recipe.regularizers().forEach((name, regularizer) -> {
            GeneratorStep step =
                    new TracedGeneratorStep(real, fake, scoring, generator.joined(), regularizerScope(trace, name));
            optionalScalar("regularizers." + name, () -> regularizer.generatorPenalty(step))
                    .ifPresent(penalty -> losses.put(name, penalty));
        });

        Tensor loss = sum(losses);
        Tensor gradient = checked("loss", () -> generator.gradient(loss));
        Tensor updated = updated(
                "optimizer.generator",
                () -> recipe.generatorOptimizer()
                        .optimizer()
                        .update(
                                generator.flat(),
                                gradient,
                                Tensor.variable(Variables.GENERATOR_LEARNING_RATE, Shape.SCALAR),
                                scope(trace, Parameters.NONE, "generator/optimizer")),
                generator);

        SequencedMap<String, Tensor> metrics = metrics("generator/", losses, loss, gradient);
        terms.addAll(metrics.keySet());
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(Variables.GENERATOR_PARAMETERS, updated);
        if (averages()) {
            Tensor average = Tensor.variable(Variables.GENERATOR_AVERAGE, generatorLayout.flat());
            Tensor decay = Tensor.variable(Variables.GENERATOR_AVERAGE_DECAY, Shape.SCALAR);
            writes.put(
                    Variables.GENERATOR_AVERAGE,
                    updated.add(average.sub(updated).mul(decay)));
        }
        writes.putAll(trace.updates("generator/"));
        writes.putAll(trace.updates("regularizer/"));
        writes.put(Variables.GENERATOR_METRICS, vector(metrics));
        return new Graph(Variables.GENERATOR_STEP, writes);
    }

    /** A batch of samples from latent vectors that the host writes. */
    Graph sample(ParameterLayout generatorLayout) {
        Trace trace = new Trace(Variables.SAMPLE, false, state);
        FlatParameters generator =
                views(generatorLayout, averages() ? Variables.GENERATOR_AVERAGE : Variables.GENERATOR_PARAMETERS);
        Tensor samples = generate(
                Tensor.variable(Variables.SAMPLE_LATENT, latents), scope(trace, generator, Variables.GENERATOR));
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put(Variables.SAMPLE_OUTPUT, samples);
        return new Graph(Variables.SAMPLE, writes);
    }

    private Graph initialize(ParameterLayout generator, ParameterLayout critic) {
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        Tensor parameters = checked(Variables.GENERATOR, generator::initial);
        writes.put(Variables.GENERATOR_PARAMETERS, parameters);
        if (averages()) {
            writes.put(Variables.GENERATOR_AVERAGE, parameters);
        }
        writes.put(Variables.CRITIC_PARAMETERS, checked(Variables.CRITIC, critic::initial));
        state.all().forEach(variable -> writes.put(variable.path(), variable.initial()));
        return new Graph(Variables.INITIALIZE, writes);
    }

    private boolean averages() {
        return recipe.emaDecay() > 0;
    }

    private static FlatParameters views(ParameterLayout layout, String variable) {
        return new FlatParameters(layout, Tensor.variable(variable, layout.flat()));
    }

    private Scope scope(Trace trace, Parameters parameters, String path) {
        return new TracedScope(trace, state, parameters, path);
    }

    private Scope regularizerScope(Trace trace, String name) {
        return scope(trace, Parameters.NONE, "regularizer/" + name);
    }

    private Tensor drawnLatents(Trace trace) {
        return Tensor.normal(latents, trace.fresh("latent"));
    }

    private Tensor generate(Tensor latent, Scope scope) {
        return checked(Variables.GENERATOR, () -> {
            Tensor samples = recipe.generator().generate(latent, sampleShape, scope);
            requireShape("makes samples", batch, samples);
            return samples;
        });
    }

    private Tensor score(Tensor samples, Scope scope) {
        return checked(Variables.CRITIC, () -> {
            Tensor scores = recipe.critic().score(samples, scope);
            requireShape("gives scores", Shape.of(samples.shape().size(0)), scores);
            return scores;
        });
    }

    private Tensor seenByCritic(Trace trace, Tensor samples) {
        Tensor seen = samples;
        for (Map.Entry<String, Regularizer> regularizer : recipe.regularizers().entrySet()) {
            Tensor before = seen;
            seen = checked("regularizers." + regularizer.getKey(), () -> {
                Scope scope = regularizerScope(trace, regularizer.getKey());
                Tensor changed = regularizer.getValue().criticInput(before, progress, scope);
                requireShape("gives the critic samples", before.shape(), changed);
                return changed;
            });
        }
        return seen;
    }

    private Scores labelled(Trace trace, Scores scores) {
        Scores labelled = scores;
        for (Map.Entry<String, Regularizer> regularizer : recipe.regularizers().entrySet()) {
            Scores before = labelled;
            Scope scope = regularizerScope(trace, regularizer.getKey());
            labelled = checked(
                    "regularizers." + regularizer.getKey(),
                    () -> regularizer.getValue().labels(before, scope));
        }
        return labelled;
    }

    private Tensor scalar(String block, Supplier<Tensor> component) {
        return checked(block, () -> {
            Tensor value = component.get();
            requireShape("gives a loss", Shape.SCALAR, value);
            return value;
        });
    }

    private Optional<Tensor> optionalScalar(String block, Supplier<Optional<Tensor>> component) {
        return checked(block, () -> {
            Optional<Tensor> value = component.get();
            value.ifPresent(penalty -> requireShape("gives a penalty", Shape.SCALAR, penalty));
            return value;
        });
    }

    private Tensor updated(String block, Supplier<Tensor> component, FlatParameters parameters) {
        return checked(block, () -> {
            Tensor value = component.get();
            requireShape("gives parameters", parameters.flat().shape(), value);
            return value;
        });
    }

    private static void requireShape(String what, Shape expected, Tensor found) {
        if (!found.shape().equals(expected)) {
            throw new ShapeException(what + " of shape " + found.shape() + " where " + expected + " is needed");
        }
    }

    /** A term of its own for each part of a loss that has several, the loss, and the norm of its gradient. */
    private static SequencedMap<String, Tensor> metrics(
            String player, SequencedMap<String, Tensor> losses, Tensor loss, Tensor gradient) {
        SequencedMap<String, Tensor> metrics = new LinkedHashMap<>();
        if (losses.size() > 1) {
            losses.forEach((term, value) -> metrics.put(player + term, value));
        }
        metrics.put(player + "loss", loss);
        metrics.put(player + "gradient-norm", gradient.square().sum().sqrt());
        return metrics;
    }

    private static Tensor sum(SequencedMap<String, Tensor> losses) {
        return losses.values().stream().reduce(Tensor::add).orElseThrow();
    }

    private static Tensor vector(SequencedMap<String, Tensor> scalars) {
        return Tensor.concat(
                0, scalars.values().stream().map(scalar -> scalar.reshape(1)).toList());
    }

    /** What a component gives; what it throws, as a problem of the recipe's block that names it. */
    private <T> T checked(String block, Supplier<T> component) {
        try {
            return component.get();
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            throw new RecipeException(List.of(RecipeProblems.at(recipe, block, String.valueOf(e.getMessage()))));
        }
    }

    private static <T> Optional<T> collecting(List<Problem> problems, Supplier<T> tracing) {
        try {
            return Optional.of(tracing.get());
        } catch (RecipeException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    private record TracedCriticStep(
            Tensor real, Tensor fake, UnaryOperator<Tensor> scoring, Tensor parameters, Scope scope)
            implements CriticStep {

        @Override
        public Tensor score(Tensor samples) {
            return scoring.apply(samples);
        }
    }

    private record TracedGeneratorStep(
            Tensor real, Tensor fake, UnaryOperator<Tensor> scoring, Tensor parameters, Scope scope)
            implements GeneratorStep {

        @Override
        public Tensor score(Tensor samples) {
            return scoring.apply(samples);
        }
    }
}
