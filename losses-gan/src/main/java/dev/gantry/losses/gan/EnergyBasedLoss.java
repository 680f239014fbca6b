package dev.gantry.losses.gan;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * The critic gives real samples low energy, and generated samples energy up to a margin m: it minimises
 * {@code mean E(r) + mean max(0, m - E(f))}, the generator {@code mean E(f)}.
 *
 * <p>The energy is a score's magnitude, {@code E(s) = |s|}. A critic that is an autoencoder gives minus its reconstruction
 * error as score, which is higher for what looks real; then the energy is that error.
 *
 * <p>Zhao et al., Energy-based Generative Adversarial Network, 2017, equations 1 and 2. The paper's pulling-away term is no
 * part of this loss.
 *
 * @param margin m, greater than 0
 */
public record EnergyBasedLoss(double margin) implements Loss {

    public EnergyBasedLoss {
        Require.positive("margin", margin);
    }

    public static LossProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                EnergyBasedLoss.class,
                "ebgan",
                "Magnitudes of scores as energies, low for real samples (EBGAN).",
                """
                # the energy that the critic gives generated samples at most
                margin = 10
                """);
    }

    @Override
    public Tensor critic(Scores scores) {
        Tensor real = scores.real().abs().mean();
        Tensor fake = scores.fake().abs().neg().add(margin).relu().mean();
        return real.add(fake);
    }

    @Override
    public Tensor generator(Scores scores) {
        return scores.fake().abs().mean();
    }
}
