package dev.gantry.losses.gan;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import java.util.OptionalDouble;

/**
 * The critic of {@link MinimaxLoss} with a generator that maximises {@code E log sigmoid(f)} of fake scores f; it minimises
 * {@code -mean log sigmoid(f) = mean softplus(-f)}, whose gradient is strong where the critic is sure.
 *
 * <p>Goodfellow et al., Generative Adversarial Networks, 2014, section 3.
 */
public record NonSaturatingLoss() implements Loss {

    public static LossProvider provider() {
        return () -> Component.of(
                NonSaturatingLoss::new, "non-saturating", "The usual GAN loss: the generator maximises log D(G(z)).");
    }

    @Override
    public OptionalDouble leastCriticLoss() {
        return OptionalDouble.of(0);
    }

    @Override
    public Tensor critic(Scores scores) {
        return SigmoidCrossEntropy.critic(scores);
    }

    @Override
    public Tensor generator(Scores scores) {
        return scores.fake().neg().softplus().mean();
    }

    @Override
    public boolean usesLabels() {
        return true;
    }
}
