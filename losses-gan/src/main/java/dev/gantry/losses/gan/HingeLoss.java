package dev.gantry.losses.gan;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import java.util.OptionalDouble;

/**
 * The critic minimises {@code mean max(0, 1 - r) + mean max(0, 1 + f)} of real scores r and fake scores f: what is beyond the
 * margin is left alone. The generator minimises {@code -mean f}.
 *
 * <p>Lim and Ye, Geometric GAN, 2017; Miyato et al., Spectral Normalization for Generative Adversarial Networks,
 * 2018, equations 16 and 17.
 */
public record HingeLoss() implements Loss {

    public static LossProvider provider() {
        return () -> Component.of(HingeLoss::new, "hinge", "The critic heeds only scores within its margin.");
    }

    @Override
    public OptionalDouble leastCriticLoss() {
        return OptionalDouble.of(0);
    }

    @Override
    public Tensor critic(Scores scores) {
        Tensor real = scores.real().neg().add(1).relu().mean();
        Tensor fake = scores.fake().add(1).relu().mean();
        return real.add(fake);
    }

    @Override
    public Tensor generator(Scores scores) {
        return scores.fake().mean().neg();
    }
}
