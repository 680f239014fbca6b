package dev.gantry.losses.gan;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.OptionalDouble;

/**
 * Scores are drawn to targets. The critic minimises {@code k mean((r - b)^2) + k mean((f - a)^2)} of real scores r and fake
 * scores f; its targets are the labels, b = 1 and a = 0 unless they are smoothed. The generator minimises
 * {@code k mean((f - 1)^2)}.
 *
 * <p>Mao et al., Least Squares Generative Adversarial Networks, 2017, equations 2 and 9 (the 0-1 coding). The paper has
 * k = 1/2; some libraries have k = 1.
 *
 * @param factor k, greater than 0
 */
public record LeastSquaresLoss(double factor) implements Loss {

    public LeastSquaresLoss {
        Require.positive("factor", factor);
    }

    public static LossProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                LeastSquaresLoss.class,
                "least-squares",
                "Squared distances of the scores to 1 and 0 (LSGAN).",
                """
                # of each term: 0.5 in the paper, 1 in some libraries
                factor = 0.5
                """);
    }

    @Override
    public OptionalDouble leastCriticLoss() {
        return OptionalDouble.of(0);
    }

    @Override
    public Tensor critic(Scores scores) {
        return distance(scores.real(), scores.realLabels()).add(distance(scores.fake(), scores.fakeLabels()));
    }

    @Override
    public Tensor generator(Scores scores) {
        return distance(scores.fake(), Tensor.scalar(1));
    }

    @Override
    public boolean usesLabels() {
        return true;
    }

    private Tensor distance(Tensor scores, Tensor targets) {
        return scores.sub(targets).square().mean().mul(factor);
    }
}
