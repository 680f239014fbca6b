package dev.gantry.runtime.trace;

import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionStep;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.Player;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.Owner;
import dev.gantry.engine.scope.Trace;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Recipe.AppliedConstraint;
import dev.gantry.runtime.recipe.Recipe.OptimizerChoice;
import dev.gantry.runtime.trace.NetworkTracer.Given;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Traces one update of either player: a function from parameters to parameters, which the schemes of training compose. */
final class UpdateTracer {

    /**
     * An update as it was traced.
     *
     * @param parameters after the update, {@code [P]}
     * @param measured scalars: the terms of the loss, where there are several, the loss, and the norm of its gradient
     */
    record Update(Tensor parameters, UpdateMetrics measured) {

        SequencedMap<String, Tensor> metrics() {
            return measured.values();
        }
    }

    /**
     * A term of a player's loss, a scalar.
     *
     * @param owner the recipe's block that it comes from
     * @param name beside the player's, in the name of its column
     */
    private record Term(String owner, String name, Tensor value) {}

    private static final String ADVERSARIAL = "adversarial";
    private static final String WASSERSTEIN_ESTIMATE = Variables.CRITIC + "/wasserstein-estimate";

    private final Recipe recipe;
    private final NetworkTracer networks;

    UpdateTracer(Recipe recipe, NetworkTracer networks) {
        this.recipe = recipe;
        this.networks = networks;
    }

    /**
     * Generated samples and what they were made for.
     *
     * @param samples {@code [N, ...sample]}
     */
    record Drawn(Tensor samples, Given given) {

        /** The same for a player who is not to move the generator. */
        Drawn stopGradient() {
            return new Drawn(samples.stopGradient(), given);
        }
    }

    /** Samples from latent vectors drawn in the step. */
    Drawn drawn(FlatParameters generator, Trace trace) {
        return drawn(latent(trace), generator, trace);
    }

    private Drawn drawn(Tensor latent, FlatParameters generator, Trace trace) {
        Given given = networks.given(Variables.LABELS, trace);
        return new Drawn(networks.generate(latent, given, trace, generator), given);
    }

    private Tensor latent(Trace trace) {
        return networks.latents(recipe.settings().rows(), trace);
    }

    /**
     * The critic's update, which moves {@code base} along the gradient at {@code critic}.
     *
     * @param due the constraints whose penalty is taken, and what it is multiplied by
     * @param exchange averages over workers
     */
    Update critic(
            FlatParameters critic,
            Tensor base,
            Tensor real,
            Drawn drawn,
            Map<String, Integer> due,
            Exchange exchange,
            Trace trace) {
        Judge judge = new Judge(networks, critic, drawn.given, trace);
        Tensor realSeen = networks.seen(real, trace);
        Tensor fakeSeen = networks.seen(shown(drawn.samples, trace), trace);
        Scores scores = labelled(
                trace,
                new Scores(judge.scores(realSeen), judge.scores(fakeSeen), networks.scope(trace, new Owner.Loss())));

        Loss loss = recipe.loss().orElseThrow();
        List<Term> losses = new ArrayList<>();
        losses.add(new Term("loss", ADVERSARIAL, scalar("loss", "gives a loss", () -> loss.critic(scores))));
        Function<Owner, PlayerStep> step =
                owner -> new TracedStep(realSeen, fakeSeen, judge, critic.trained(), networks.scope(trace, owner));
        due.forEach((name, factor) -> penalty(
                        "constraints." + name,
                        () -> constraint(name).constraint().penalty(step.apply(new Owner.Constraint(name))))
                .ifPresent(penalty -> losses.add(new Term("constraints." + name, name, penalty.mul(factor)))));
        NetworkTracer.having(Regularizer.CriticPenalty.class, recipe.regularizers())
                .forEach((name, regularizer) -> {
                    Tensor penalty = scalar(
                            "regularizers." + name,
                            "gives a penalty",
                            () -> regularizer.criticPenalty(step.apply(new Owner.Regularizer(name))));
                    losses.add(new Term("regularizers." + name, name, penalty));
                });

        List<Term> errors = new ArrayList<>();
        recipe.conditions().forEach((name, condition) -> {
            ConditionStep seen = conditionStep(name, condition, judge, realSeen, fakeSeen, trace);
            String block = "conditions." + name;
            if (condition instanceof Condition.CriticTerm hook) {
                losses.add(new Term(block, name, scalar(block, "gives a penalty", () -> hook.criticTerm(seen))));
            }
            if (condition instanceof Condition.MeasuredError hook) {
                errors.add(new Term(block, name + "-error", scalar(block, "gives an error", () -> hook.error(seen))));
            }
        });

        Update update = updated(Player.CRITIC, critic, base, losses, recipe.criticOptimizer(), exchange, trace);
        if (due.size() < recipe.constraints().size()) {
            // The loss may have one term here, and several in the update in which all constraints are due.
            losses.forEach(term -> put(term, Variables.CRITIC, exchange, update.measured));
        }
        if (loss.estimatesWasserstein()) {
            update.measured.put(
                    UpdateMetrics.ITSELF,
                    WASSERSTEIN_ESTIMATE,
                    exchange.averaged(scores.real().mean().sub(scores.fake().mean())));
        }
        errors.forEach(error -> put(error, Variables.CRITIC, exchange, update.measured));
        Tensor projected = update.parameters;
        for (String name : due.keySet()) {
            NetworkParameters before = critic.with(projected).plain();
            projected = parameters(
                    "constraints." + name, () -> constraint(name).constraint().project(before), critic);
        }
        return new Update(projected, update.measured);
    }

    /**
     * The scores of samples {@code [N, ...sample]}, as the critic sees them in training: {@code [N]}, or fewer where a
     * regularizer has it see several samples as one.
     */
    Tensor scores(FlatParameters critic, Tensor samples, Trace trace) {
        return new Judge(networks, critic, Given.nothing(), trace).scores(networks.seen(samples, trace));
    }

    /** The share of wrong answers about a batch in place of the labelled one, if a condition holds samples out; a scalar. */
    Optional<Tensor> heldOutError(FlatParameters critic, Trace trace) {
        return NetworkTracer.having(Condition.MeasuredError.class, recipe.conditions()).entrySet().stream()
                .flatMap(named -> named
                        .getValue()
                        .labelledSubset()
                        .filter(subset -> subset.heldOut() > 0)
                        .map(subset -> {
                            Tensor samples = networks.labelled(subset.batch());
                            Judge judge = new Judge(networks, critic, Given.nothing(), trace);
                            ConditionStep step = new TracedConditionStep(
                                    named.getKey(),
                                    judge,
                                    samples,
                                    samples,
                                    Optional.of(samples),
                                    networks.scope(trace, new Owner.Condition(named.getKey())));
                            return scalar(
                                    "conditions." + named.getKey(),
                                    "gives an error",
                                    () -> named.getValue().error(step));
                        })
                        .stream())
                .findFirst();
    }

    /**
     * The generator's update, which moves {@code base} along the gradient at {@code generator}. Where it looks ahead, each worker
     * does so by itself: the gradient flows through the updates of the critic.
     */
    Update generator(
            FlatParameters generator, Tensor base, FlatParameters critic, Tensor real, Exchange exchange, Trace trace) {
        Tensor latent = latent(trace);
        Drawn drawn = drawn(latent, generator, trace);
        Trace lookAhead = trace.fork();
        FlatParameters opponent = critic;
        for (int i = 0; i < recipe.settings().unroll().steps(); i++) {
            opponent = opponent.with(
                    critic(opponent, opponent.vector(), real, drawn, everyConstraintOnce(), Exchange.none(), lookAhead)
                            .parameters());
        }
        Judge judge = new Judge(networks, opponent, drawn.given, lookAhead);
        Tensor realSeen = networks.seen(real, trace);
        Tensor fakeSeen = networks.seen(drawn.samples, trace);
        Scores scores =
                new Scores(judge.scores(realSeen), judge.scores(fakeSeen), networks.scope(trace, new Owner.Loss()));

        List<Term> losses = new ArrayList<>();
        // Also where it is replaced: the loss may have state that moves here.
        Tensor adversarial =
                scalar("loss", "gives a loss", () -> recipe.loss().orElseThrow().generator(scores));
        SequencedMap<String, Regularizer.GeneratorPenalty> penalties =
                NetworkTracer.having(Regularizer.GeneratorPenalty.class, recipe.regularizers());
        if (penalties.values().stream().noneMatch(Regularizer.GeneratorPenalty::replacesGeneratorLoss)) {
            losses.add(new Term("loss", ADVERSARIAL, adversarial));
        }
        penalties.forEach((name, regularizer) -> {
            TracedStep step = new TracedStep(
                    realSeen, fakeSeen, judge, generator.trained(), networks.scope(trace, new Owner.Regularizer(name)));
            String block = "regularizers." + name;
            Tensor penalty = scalar(
                    block,
                    "gives a penalty",
                    () -> regularizer.generatorPenalty(
                            new TracedGeneratorStep(step, latent, drawn, again(generator, drawn, trace))));
            losses.add(new Term(block, name, penalty));
        });
        NetworkTracer.having(Condition.GeneratorTerm.class, recipe.conditions()).forEach((name, condition) -> {
            ConditionStep step = new TracedConditionStep(
                    name,
                    judge,
                    realSeen,
                    fakeSeen,
                    Optional.empty(),
                    networks.scope(trace, new Owner.Condition(name)));
            String block = "conditions." + name;
            losses.add(new Term(block, name, scalar(block, "gives a penalty", () -> condition.generatorTerm(step))));
        });
        return updated(Player.GENERATOR, generator, base, losses, recipe.generatorOptimizer(), exchange, trace);
    }

    /** The generator once more, told what the batch was made for. */
    private UnaryOperator<Tensor> again(FlatParameters generator, Drawn drawn, Trace trace) {
        return latent -> networks.generate(latent, drawn.given, trace.fork(), generator);
    }

    /** An update of the generator by a scheme's own losses. */
    Update generatorBy(
            SequencedMap<String, Tensor> losses,
            FlatParameters generator,
            Tensor base,
            Exchange exchange,
            Trace trace) {
        losses.forEach((name, loss) -> networks.checked("scheme", () -> {
            NetworkTracer.requireShape("gives a loss '" + name + "'", Shape.SCALAR, loss);
            return loss;
        }));
        List<Term> terms = losses.entrySet().stream()
                .map(loss -> new Term("scheme", loss.getKey(), loss.getValue()))
                .toList();
        return updated(Player.GENERATOR, generator, base, terms, recipe.generatorOptimizer(), exchange, trace);
    }

    /** What the critic is shown in place of generated samples {@code [N, ...sample]}. */
    private Tensor shown(Tensor fake, Trace trace) {
        Tensor shown = fake;
        for (Map.Entry<String, Regularizer.ShownSamples> regularizer : NetworkTracer.having(
                        Regularizer.ShownSamples.class, recipe.regularizers())
                .entrySet()) {
            Tensor before = shown;
            String block = "regularizers." + regularizer.getKey();
            Scope scope = networks.scope(trace, new Owner.Regularizer(regularizer.getKey()));
            shown = networks.checked(block, () -> {
                if (recipe.settings().workers().count() > 1) {
                    throw new IllegalArgumentException("does not go with several workers: the samples that it keeps"
                            + " cannot be averaged over them. Remove it, or set workers.count = 1");
                }
                Tensor changed = regularizer.getValue().criticFake(before, scope);
                NetworkTracer.requireShape("gives generated samples", before.shape(), changed);
                if (changed != before && !recipe.conditions().isEmpty()) {
                    throw new IllegalArgumentException(
                            "does not go with a condition: what it shows the critic would come"
                                    + " with other samples' classes and codes");
                }
                return changed;
            });
        }
        return shown;
    }

    private ConditionStep conditionStep(
            String name, Condition condition, Judge judge, Tensor real, Tensor fake, Trace trace) {
        Optional<Tensor> labelled = condition
                .labelledSubset()
                .map(subset -> networks.seen(networks.labelled(subset.batch()), trace.fork()));
        return new TracedConditionStep(
                name, judge, real, fake, labelled, networks.scope(trace, new Owner.Condition(name)));
    }

    private Map<String, Integer> everyConstraintOnce() {
        Map<String, Integer> due = new LinkedHashMap<>();
        recipe.constraints().keySet().forEach(name -> due.put(name, 1));
        return due;
    }

    private AppliedConstraint constraint(String name) {
        return Optional.ofNullable(recipe.constraints().get(name)).orElseThrow();
    }

    private Update updated(
            Player player,
            FlatParameters at,
            Tensor base,
            List<Term> losses,
            OptimizerChoice choice,
            Exchange exchange,
            Trace trace) {
        Tensor loss = losses.stream().map(Term::value).reduce(Tensor::add).orElseThrow();
        Tensor gradient = exchange.averaged(networks.checked("loss", () -> at.gradient(loss)));
        String name = new Owner.Network(player).path();
        Tensor rate = Tensor.variable(name + "/learning-rate", Shape.SCALAR);
        Scope scope = networks.scope(trace, new Owner.PlayersOptimizer(player));
        Tensor updated =
                parameters("optimizer." + name, () -> choice.optimizer().update(base, gradient, rate, scope), at);
        UpdateMetrics metrics =
                new UpdateMetrics(List.of(name + "/loss", name + "/gradient-norm", WASSERSTEIN_ESTIMATE));
        if (losses.size() > 1) {
            losses.forEach(term -> put(term, name, exchange, metrics));
        }
        metrics.put(UpdateMetrics.ITSELF, name + "/loss", exchange.averaged(loss));
        metrics.put(
                UpdateMetrics.ITSELF,
                name + "/gradient-norm",
                gradient.square().sum().sqrt());
        return new Update(updated, metrics);
    }

    private void put(Term term, String player, Exchange exchange, UpdateMetrics metrics) {
        networks.checked(term.owner, () -> {
            metrics.put(term.owner, player + "/" + term.name, exchange.averaged(term.value));
            return term;
        });
    }

    private Scores labelled(Trace trace, Scores scores) {
        Scores labelled = scores;
        for (Map.Entry<String, Regularizer.LabelChange> regularizer : NetworkTracer.having(
                        Regularizer.LabelChange.class, recipe.regularizers())
                .entrySet()) {
            Scores before = labelled;
            Scope scope = networks.scope(trace, new Owner.Regularizer(regularizer.getKey()));
            labelled = networks.checked(
                    "regularizers." + regularizer.getKey(),
                    () -> regularizer.getValue().labels(before, scope));
        }
        return labelled;
    }

    private Tensor scalar(String block, String what, Supplier<Tensor> component) {
        return networks.checked(block, () -> {
            Tensor value = component.get();
            NetworkTracer.requireShape(what, Shape.SCALAR, value);
            return value;
        });
    }

    private Optional<Tensor> penalty(String block, Supplier<Optional<Tensor>> component) {
        return networks.checked(block, () -> {
            Optional<Tensor> value = component.get();
            value.ifPresent(penalty -> NetworkTracer.requireShape("gives a penalty", Shape.SCALAR, penalty));
            return value;
        });
    }

    private Tensor parameters(String block, Supplier<Tensor> component, FlatParameters like) {
        return networks.checked(block, () -> {
            Tensor value = component.get();
            NetworkTracer.requireShape("gives parameters", like.vector().shape(), value);
            return value;
        });
    }
}
