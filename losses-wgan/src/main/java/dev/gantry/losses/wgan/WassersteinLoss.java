package dev.gantry.losses.wgan;

import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;

/**
 * The Wasserstein-1 distance in its dual form: the critic minimises {@code mean f - mean r} of fake scores f and real scores
 * r, the generator {@code -mean f}. An estimate of a distance only for a Lipschitz critic: give the recipe a constraint.
 *
 * <p>Arjovsky et al., Wasserstein GAN, 2017, equation 2 and Algorithm 1, lines 5 and 10.
 */
public record WassersteinLoss() implements Loss {

    public static LossProvider provider() {
        return () -> Component.of(
                WassersteinLoss::new,
                "wasserstein",
                "The WGAN loss; needs a constraint that keeps the critic Lipschitz.");
    }

    @Override
    public Tensor critic(Scores scores) {
        return scores.fake().mean().sub(scores.real().mean());
    }

    @Override
    public Tensor generator(Scores scores) {
        return scores.fake().mean().neg();
    }

    @Override
    public boolean estimatesWasserstein() {
        return true;
    }
}
