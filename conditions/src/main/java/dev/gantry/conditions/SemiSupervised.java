package dev.gantry.conditions;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionProvider;
import dev.gantry.core.spi.ConditionStep;
import dev.gantry.core.spi.Labels;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/**
 * A critic that is a classifier of K classes and of fakes, taught by a few labels: with logits l of the K classes, and 0 for
 * fakes, a sample is real with the odds {@code sum exp(l)}, so its score is {@code log sum exp(l)}, and the loss is that of
 * the recipe. The critic's loss has the cross-entropy of the labelled samples beside it.
 *
 * <p>Salimans et al., Improved Techniques for Training GANs, 2016, section 5. Under {@code NonSaturatingLoss} the unsupervised
 * term is the paper's, {@code -mean log D(x) - mean log(1 - D(G(z)))}; the authors' code has half of it beside the same
 * cross-entropy, so that its {@code weight} of 1 is a weight of 2 here at half the learning rate.
 *
 * @param labels how many samples of the data are labelled, as many of each class, from 1 to 1,000,000
 * @param batch how many of them are in an update of the critic, from 1 to 1,000,000
 * @param weight of the cross-entropy, greater than 0
 * @param heldOut how many samples no update sees, of which the classification error is measured; a multiple of {@code batch}
 *     up to 1,000,000
 * @param game whether the critic learns from unlabelled and generated samples too; if not, it is the classifier that the
 *     labelled samples alone teach, to compare with
 */
public record SemiSupervised(int labels, int batch, Schedule weight, int heldOut, boolean game)
        implements Condition.Head, Condition.ScoreChange, Condition.CriticTerm, Condition.MeasuredError {

    public SemiSupervised {
        new LabelledSubset(labels, batch, heldOut);
        weight = Require.positive("weight", weight);
    }

    /** The same numbers in every step. */
    public SemiSupervised(int labels, int batch, double weight, int heldOut, boolean game) {
        this(labels, batch, Schedule.constant(weight), heldOut, game);
    }

    public static ConditionProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                SemiSupervised.class,
                "semi-supervised",
                "A critic that classifies, taught by a few labels.",
                """
                # how many samples of the data are labelled, as many of each class
                labels = 100
                # how many of them are in an update of the critic
                batch = 50
                # of the cross-entropy in the critic's loss
                weight = 1
                # how many samples no update sees, of which the error is measured with the metrics
                held-out = 0
                # whether unlabelled and generated samples teach the critic too
                game = true
                """);
    }

    @Override
    public Optional<LabelledSubset> labelledSubset() {
        return Optional.of(new LabelledSubset(labels, batch, heldOut));
    }

    @Override
    public Tensor head(Tensor features, int classes, Scope scope) {
        return LinearHead.apply(features, classes, scope);
    }

    @Override
    public Tensor score(Tensor score, Tensor features, Optional<Tensor> head, Optional<Labels> labels, Scope scope) {
        Tensor odds = head.orElseThrow().logSumExp(1).reshape(score.shape());
        return game ? odds : odds.stopGradient();
    }

    @Override
    public Tensor criticTerm(ConditionStep step) {
        return step.subsetLabels()
                .crossEntropy(step.labelled())
                .mul(step.scope().scheduled("weight", weight));
    }

    @Override
    public Tensor error(ConditionStep step) {
        return step.subsetLabels().error(step.labelled());
    }
}
