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
 * A second head of the critic that tells classes apart: the critic learns the classes of real and of generated samples, the
 * generator makes samples that are told to be of the class they were made for. With cross-entropy H of the head's logits:
 * {@code weight (H(real) + H(fake))} for the critic, {@code weight H(fake)} for the generator, whose input is
 * {@code [z, onehot(y)]}.
 *
 * <p>Odena et al., Conditional Image Synthesis with Auxiliary Classifier GANs, 2017, equation 3.
 *
 * @param weight of both terms, greater than 0
 */
public record AuxiliaryClassifier(Schedule weight)
        implements Condition.Code,
                Condition.Head,
                Condition.CriticTerm,
                Condition.GeneratorTerm,
                Condition.MeasuredError {

    public AuxiliaryClassifier {
        weight = Require.positive("weight", weight);
    }

    /** The same numbers in every step. */
    public AuxiliaryClassifier(double weight) {
        this(Schedule.constant(weight));
    }

    public static ConditionProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                AuxiliaryClassifier.class,
                "auxiliary-classifier",
                "A head of the critic that classifies samples (AC-GAN).",
                """
                # of the cross-entropies in both losses
                weight = 1
                """);
    }

    @Override
    public boolean needsLabels() {
        return true;
    }

    @Override
    public Tensor code(int rows, Optional<Labels> labels, Scope scope) {
        return labels.orElseThrow().oneHot();
    }

    @Override
    public Tensor head(Tensor features, int classes, Scope scope) {
        return LinearHead.apply(features, classes, scope);
    }

    @Override
    public Tensor criticTerm(ConditionStep step) {
        Labels labels = step.labels();
        return labels.crossEntropy(step.real())
                .add(labels.crossEntropy(step.fake()))
                .mul(step.scope().scheduled("weight", weight));
    }

    @Override
    public Tensor generatorTerm(ConditionStep step) {
        return step.labels().crossEntropy(step.fake()).mul(step.scope().scheduled("weight", weight));
    }

    @Override
    public Tensor error(ConditionStep step) {
        return step.labels().error(step.real());
    }
}
