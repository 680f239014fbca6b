package dev.gantry.losses.gan;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import java.util.OptionalDouble;

/**
 * The two-player game with value {@code E log sigmoid(r) + E log(1 - sigmoid(f))} of real scores r and fake scores f: the
 * critic maximises it, the generator minimises its second term, {@code mean log(1 - sigmoid(f)) = -mean softplus(f)}.
 *
 * <p>Goodfellow et al., Generative Adversarial Networks, 2014, equation 1 and Algorithm 1. This generator's gradient
 * vanishes (saturates) where the critic is sure; some libraries say minimax and mean {@link NonSaturatingLoss}.
 */
public record MinimaxLoss() implements Loss {

    public static LossProvider provider() {
        return () ->
                Component.of(MinimaxLoss::new, "minimax", "The first GAN's game; the generator's gradient saturates.");
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
        return scores.fake().softplus().mean().neg();
    }

    @Override
    public boolean usesLabels() {
        return true;
    }
}
