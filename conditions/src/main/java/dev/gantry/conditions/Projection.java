package dev.gantry.conditions;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.ConditionProvider;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Labels;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.Optional;

/**
 * A score that knows the class y: {@code v_y . f(x)} is added to the critic's own, for its features f and a trained vector
 * v of each class. The generator's input is {@code [z, onehot(y)]}.
 *
 * <p>Miyato and Koyama, cGANs with Projection Discriminator, 2018, equation 3.
 */
public record Projection() implements Condition.Code, Condition.ScoreChange {

    public static ConditionProvider provider() {
        return () -> Component.of(
                Projection::new, "projection", "Adds a product of the class's vector and the features to the score.");
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
    public Tensor score(Tensor score, Tensor features, Optional<Tensor> head, Optional<Labels> labels, Scope scope) {
        Labels given = labels.orElseThrow();
        int width = features.shape().size(1);
        Tensor embedding =
                scope.parameter("embedding", Shape.of(given.count(), width), Initializer.uniform(1 / Math.sqrt(width)));
        Tensor product = given.oneHot().matmul(embedding).mul(features).sum(1);
        return score.add(product.reshape(score.shape()));
    }
}
