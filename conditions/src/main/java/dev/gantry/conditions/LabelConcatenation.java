package dev.gantry.conditions;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionProvider;
import dev.gantry.core.spi.Labels;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Tells both networks the class y: the generator's input is {@code [z, onehot(y)]}, and the critic's {@code [x, onehot(y)]},
 * for images {@code [C, H, W]} with a channel for each class, full of ones for y and of zeros for the others.
 *
 * <p>Mirza and Osindero, Conditional Generative Adversarial Nets, 2014, equation 2.
 */
public record LabelConcatenation() implements Condition.Code, Condition.CriticInput {

    public static ConditionProvider provider() {
        return () -> Component.of(
                LabelConcatenation::new,
                "label-concatenation",
                "Joins the class to what both networks are given (CGAN).");
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
    public Tensor criticInput(Tensor samples, Optional<Labels> labels) {
        Tensor oneHot = labels.orElseThrow().oneHot();
        Shape shape = samples.shape();
        if (shape.rank() == 2) {
            return Tensor.concat(1, List.of(samples, oneHot));
        }
        int rows = oneHot.shape().size(0);
        int classes = oneHot.shape().size(1);
        Tensor channels = oneHot.reshape(rows, classes, 1, 1)
                .broadcast(shape.with(0, rows).with(1, classes));
        return Tensor.concat(1, List.of(samples, channels));
    }
}
