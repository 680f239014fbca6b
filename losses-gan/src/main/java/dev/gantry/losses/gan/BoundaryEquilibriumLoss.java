package dev.gantry.losses.gan;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * The critic minimises {@code mean E(r) - k mean E(f)} of energies E, as in {@link EnergyBasedLoss}, the generator
 * {@code mean E(f)}. A control variable k keeps the two means in proportion; each update of the generator moves it by that
 * update's energies, to {@code k + lambda (gamma mean E(r) - mean E(f))}, clamped to [0, 1]. It begins at 0.
 *
 * <p>Berthelot et al., BEGAN: Boundary Equilibrium Generative Adversarial Networks, 2017, section 3.4.
 *
 * @param gamma the diversity ratio, which {@code mean E(f) / mean E(r)} is held at, from 0 to 1
 * @param lambda the gain of k, greater than 0
 */
public record BoundaryEquilibriumLoss(double gamma, double lambda) implements Loss {

    public BoundaryEquilibriumLoss {
        Require.between("gamma", 0, 1, gamma);
        Require.positive("lambda", lambda);
    }

    public static LossProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                BoundaryEquilibriumLoss.class,
                "began",
                "Energies held in proportion by a control variable (BEGAN).",
                """
                # the ratio of generated samples' energy to real ones'; higher for more diversity
                gamma = 0.5
                # how far the control variable moves in each update of the generator
                lambda = 0.001
                """);
    }

    @Override
    public Tensor critic(Scores scores) {
        return energy(scores.real()).sub(control(scores).mul(energy(scores.fake())));
    }

    @Override
    public Tensor generator(Scores scores) {
        Tensor fake = energy(scores.fake());
        Tensor imbalance = energy(scores.real()).mul(gamma).sub(fake).stopGradient();
        scores.scope().update("k", control(scores).add(imbalance.mul(lambda)).clip(0, 1));
        return fake;
    }

    private static Tensor control(Scores scores) {
        return scores.scope().state("k", Shape.SCALAR, Initializer.ZEROS);
    }

    private static Tensor energy(Tensor scores) {
        return scores.abs().mean();
    }
}
