package dev.gantry.runtime.trace;

import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionStep;
import dev.gantry.core.spi.Labels;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.Parameters;
import dev.gantry.engine.scope.Trace;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.Recipe.AppliedConstraint;
import dev.gantry.runtime.recipe.Recipe.OptimizerChoice;
import dev.gantry.runtime.trace.NetworkTracer.Given;
import dev.gantry.runtime.trace.NetworkTracer.Judgement;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Traces one update of either player: a function from parameters to parameters, which the schemes of training compose. */
final class UpdateTracer {

    /**
     * An update as it was traced.
     *
     * @param parameters after the update, {@code [P]}
     * @param metrics scalars: the terms of the loss, where there are several, the loss, and the norm of its gradient
     */
    record Update(Tensor parameters, SequencedMap<String, Tensor> metrics) {}

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
        Tensor latent = Tensor.normal(networks.latents(), trace.fresh("latent"));
        Given given = networks.given(Variables.LABELS, trace);
        return new Drawn(networks.generate(latent, given, trace, generator), given);
    }

    /**
     * The critic's update, which moves {@code base} along the gradient at {@code critic}.
     *
     * @param due the constraints whose penalty is taken, and what it is multiplied by
     */
    Update critic(FlatParameters critic, Tensor base, Tensor real, Drawn drawn, Map<String, Integer> due, Trace trace) {
        Judge judge = new Judge(critic, drawn.given, trace);
        Tensor realSeen = networks.seen(real, trace);
        Tensor fakeSeen = networks.seen(shown(drawn.samples, trace), trace);
        Scores scores = labelled(
                trace, new Scores(judge.scores(realSeen), judge.scores(fakeSeen), networks.scope(trace, "loss")));

        SequencedMap<String, Tensor> losses = new LinkedHashMap<>();
        losses.put(
                "adversarial", scalar("loss", () -> recipe.loss().orElseThrow().critic(scores)));
        Function<String, PlayerStep> step =
                path -> new TracedStep(realSeen, fakeSeen, judge, critic.trained(), networks.scope(trace, path));
        due.forEach((name, factor) -> penalty(
                        "constraints." + name,
                        () -> constraint(name).constraint().penalty(step.apply("constraint/" + name)))
                .ifPresent(penalty -> losses.merge(name, penalty.mul(factor), Tensor::add)));
        recipe.regularizers()
                .forEach((name, regularizer) -> penalty(
                                "regularizers." + name,
                                () -> regularizer.criticPenalty(step.apply("regularizer/" + name)))
                        .ifPresent(penalty -> losses.merge(name, penalty, Tensor::add)));

        SequencedMap<String, Tensor> errors = new LinkedHashMap<>();
        recipe.conditions().forEach((name, condition) -> {
            ConditionStep seen = conditionStep(name, condition, judge, realSeen, fakeSeen, trace);
            penalty("conditions." + name, () -> condition.criticTerm(seen))
                    .ifPresent(term -> losses.merge(name, term, Tensor::add));
            penalty("conditions." + name, () -> condition.error(seen))
                    .ifPresent(error -> errors.put("critic/" + name + "-error", error));
        });

        Update update = updated(Variables.CRITIC, critic, base, losses, recipe.criticOptimizer(), trace);
        if (due.size() < recipe.constraints().size()) {
            // The loss may have one term here, and several in the update in which all constraints are due.
            losses.forEach((term, value) -> update.metrics.put("critic/" + term, value));
        }
        update.metrics.put(
                "critic/wasserstein-estimate",
                scores.real().mean().sub(scores.fake().mean()));
        update.metrics.putAll(errors);
        Tensor projected = update.parameters;
        for (String name : due.keySet()) {
            NetworkParameters before = critic.with(projected).plain();
            projected = parameters(
                    "constraints." + name, () -> constraint(name).constraint().project(before), critic);
        }
        return new Update(projected, update.metrics);
    }

    /**
     * The scores of samples {@code [N, ...sample]}, as the critic sees them in training: {@code [N]}, or fewer where a
     * regularizer has it see several samples as one.
     */
    Tensor scores(FlatParameters critic, Tensor samples, Trace trace) {
        return new Judge(critic, Given.nothing(), trace).scores(networks.seen(samples, trace));
    }

    /** The share of wrong answers about a batch in place of the labelled one, if a condition holds samples out; a scalar. */
    Optional<Tensor> heldOutError(FlatParameters critic, Trace trace) {
        return recipe.conditions().entrySet().stream()
                .flatMap(named -> named
                        .getValue()
                        .labelledSubset()
                        .filter(subset -> subset.heldOut() > 0)
                        .flatMap(subset -> {
                            Tensor samples = networks.labelled(subset.batch());
                            Judge judge = new Judge(critic, Given.nothing(), trace);
                            ConditionStep step = new TracedConditionStep(
                                    named.getKey(), judge, samples, samples, Optional.of(samples));
                            return penalty(
                                    "conditions." + named.getKey(),
                                    () -> named.getValue().error(step));
                        })
                        .stream())
                .findFirst();
    }

    /** The generator's update, which moves {@code base} along the gradient at {@code generator}. */
    Update generator(FlatParameters generator, Tensor base, FlatParameters critic, Tensor real, Trace trace) {
        Drawn drawn = drawn(generator, trace);
        Trace lookAhead = trace.fork();
        FlatParameters opponent = critic;
        for (int i = 0; i < recipe.unroll().steps(); i++) {
            opponent = opponent.with(critic(opponent, opponent.vector(), real, drawn, everyConstraintOnce(), lookAhead)
                    .parameters());
        }
        Judge judge = new Judge(opponent, drawn.given, lookAhead);
        Tensor realSeen = networks.seen(real, trace);
        Tensor fakeSeen = networks.seen(drawn.samples, trace);
        Scores scores = new Scores(judge.scores(realSeen), judge.scores(fakeSeen), networks.scope(trace, "loss"));

        SequencedMap<String, Tensor> losses = new LinkedHashMap<>();
        // Also where it is replaced: the loss may have state that moves here.
        Tensor adversarial = scalar("loss", () -> recipe.loss().orElseThrow().generator(scores));
        if (recipe.regularizers().values().stream().noneMatch(Regularizer::replacesGeneratorLoss)) {
            losses.put("adversarial", adversarial);
        }
        recipe.regularizers().forEach((name, regularizer) -> {
            PlayerStep step = new TracedStep(
                    realSeen, fakeSeen, judge, generator.trained(), networks.scope(trace, "regularizer/" + name));
            penalty("regularizers." + name, () -> regularizer.generatorPenalty(step))
                    .ifPresent(penalty -> losses.put(name, penalty));
        });
        recipe.conditions()
                .forEach((name, condition) -> penalty(
                                "conditions." + name,
                                () -> condition.generatorTerm(
                                        new TracedConditionStep(name, judge, realSeen, fakeSeen, Optional.empty())))
                        .ifPresent(term -> losses.merge(name, term, Tensor::add)));
        return updated(Variables.GENERATOR, generator, base, losses, recipe.generatorOptimizer(), trace);
    }

    /** An update of the generator by a scheme's own losses. */
    Update generatorBy(SequencedMap<String, Tensor> losses, FlatParameters generator, Tensor base, Trace trace) {
        losses.forEach((name, loss) -> networks.checked("scheme", () -> {
            NetworkTracer.requireShape("gives a loss '" + name + "'", Shape.SCALAR, loss);
            return loss;
        }));
        return updated(Variables.GENERATOR, generator, base, losses, recipe.generatorOptimizer(), trace);
    }

    /** What the critic is shown in place of generated samples {@code [N, ...sample]}. */
    private Tensor shown(Tensor fake, Trace trace) {
        Tensor shown = fake;
        for (Map.Entry<String, Regularizer> regularizer : recipe.regularizers().entrySet()) {
            Tensor before = shown;
            String block = "regularizers." + regularizer.getKey();
            Scope scope = networks.scope(trace, "regularizer/" + regularizer.getKey());
            shown = networks.checked(block, () -> {
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
        return new TracedConditionStep(name, judge, real, fake, labelled);
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
            String player,
            FlatParameters at,
            Tensor base,
            SequencedMap<String, Tensor> losses,
            OptimizerChoice choice,
            Trace trace) {
        Tensor loss = losses.values().stream().reduce(Tensor::add).orElseThrow();
        Tensor gradient = networks.checked("loss", () -> at.gradient(loss));
        Tensor rate = Tensor.variable(player + "/learning-rate", Shape.SCALAR);
        Scope scope = networks.scope(trace, player + "/optimizer");
        Tensor updated =
                parameters("optimizer." + player, () -> choice.optimizer().update(base, gradient, rate, scope), at);
        SequencedMap<String, Tensor> metrics = new LinkedHashMap<>();
        if (losses.size() > 1) {
            losses.forEach((term, value) -> metrics.put(player + "/" + term, value));
        }
        metrics.put(player + "/loss", loss);
        metrics.put(player + "/gradient-norm", gradient.square().sum().sqrt());
        return new Update(updated, metrics);
    }

    private Scores labelled(Trace trace, Scores scores) {
        Scores labelled = scores;
        for (Map.Entry<String, Regularizer> regularizer : recipe.regularizers().entrySet()) {
            Scores before = labelled;
            Scope scope = networks.scope(trace, "regularizer/" + regularizer.getKey());
            labelled = networks.checked(
                    "regularizers." + regularizer.getKey(),
                    () -> regularizer.getValue().labels(before, scope));
        }
        return labelled;
    }

    private Tensor scalar(String block, Supplier<Tensor> component) {
        return networks.checked(block, () -> {
            Tensor value = component.get();
            NetworkTracer.requireShape("gives a loss", Shape.SCALAR, value);
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

    /**
     * The critic in one state of its parameters. The first answer to samples moves the step's state, such as batch
     * statistics; whoever asks again gets the same answer, and other questions leave no trace.
     */
    private final class Judge {

        private final Given given;
        private final Parameters parameters;
        private final Trace trace;
        private final Map<Tensor, Judgement> known = new HashMap<>();

        Judge(FlatParameters critic, Given given, Trace trace) {
            this.given = given;
            this.parameters = networks.constrained(critic, trace);
            this.trace = trace;
        }

        Tensor scores(Tensor samples) {
            Judgement judgement = networks.judge(samples, labels(samples), trace, parameters);
            known.put(samples, judgement);
            return judgement.scores();
        }

        /** The step's labels, over again where samples are several batches behind one another. */
        private Optional<Labels> labels(Tensor samples) {
            int rows = samples.shape().size(0);
            return given.labels()
                    .filter(labels -> rows % labels.classes().shape().size(0) == 0)
                    .map(labels -> new Labels(
                            Tensor.concat(
                                    0,
                                    Collections.nCopies(
                                            rows / labels.classes().shape().size(0), labels.classes())),
                            labels.count()));
        }

        Judgement aside(Tensor samples) {
            return known.computeIfAbsent(
                    samples, asked -> networks.judge(asked, labels(asked), trace.fork(), parameters));
        }
    }

    private final class TracedConditionStep implements ConditionStep {

        private final String name;
        private final Judge judge;
        private final Tensor real;
        private final Tensor fake;
        private final Optional<Tensor> labelled;

        TracedConditionStep(String name, Judge judge, Tensor real, Tensor fake, Optional<Tensor> labelled) {
            this.name = name;
            this.judge = judge;
            this.real = real;
            this.fake = fake;
            this.labelled = labelled;
        }

        @Override
        public Tensor real() {
            return head(real);
        }

        @Override
        public Tensor fake() {
            return head(fake);
        }

        @Override
        public Tensor labelled() {
            return head(there(labelled, "labelled subset in this update"));
        }

        @Override
        public Labels labels() {
            return there(judge.given.labels(), "labels");
        }

        @Override
        public Labels subsetLabels() {
            return networks.subsetLabels(
                    there(labelled, "labelled subset in this update").shape().size(0));
        }

        @Override
        public Tensor code() {
            return there(Optional.ofNullable(judge.given.codes().get(name)), "code");
        }

        private Tensor head(Tensor samples) {
            return there(Optional.ofNullable(judge.aside(samples).heads().get(name)), "head");
        }

        private static <T> T there(Optional<T> value, String what) {
            return value.orElseThrow(() -> new IllegalStateException("the condition has no " + what));
        }
    }

    private record TracedStep(Tensor real, Tensor fake, Judge judge, NetworkParameters parameters, Scope scope)
            implements PlayerStep {

        @Override
        public Tensor score(Tensor samples) {
            return judge.aside(samples).scores();
        }

        @Override
        public Tensor layer(String layer, Tensor samples) {
            return judge.aside(samples).layer(layer);
        }
    }
}
