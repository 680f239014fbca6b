package dev.gantry.losses.wgan;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Cautious;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.spi.Surroundings;
import dev.gantry.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The Wasserstein-1 distance in its dual form: the critic minimises {@code mean f - mean r} of fake scores f and real scores
 * r, the generator {@code -mean f}. An estimate of a distance only for a Lipschitz critic: give the recipe a constraint.
 *
 * <p>Arjovsky et al., Wasserstein GAN, 2017, equation 2 and Algorithm 1, lines 5 and 10. The equation's supremum is over
 * Lipschitz functions, and the algorithm's critic is trained close to it, with 5 updates for one of the generator.
 */
public record WassersteinLoss() implements Loss, Cautious {

    public static LossProvider provider() {
        return () -> Component.of(
                WassersteinLoss::new,
                "wasserstein",
                "The WGAN loss; needs a constraint that keeps the critic Lipschitz.");
    }

    @Override
    public List<String> unwise(Surroundings surroundings) {
        List<String> unwise = new ArrayList<>();
        if (surroundings.constraints().isEmpty()) {
            unwise.add(
                    "means nothing without a constraint: scores grow without bound, since only over Lipschitz critics is it a"
                            + " distance (Arjovsky et al. 2017, equation 2). Add one, such as constraints { gradient-penalty {} }");
        }
        boolean criticIsNoFaster = surroundings.criticPace().learningRate()
                <= surroundings.generatorPace().learningRate();
        if (surroundings.criticUpdates().orElse(0) == 1 && criticIsNoFaster) {
            unwise.add(
                    "wants a critic close to its optimum, and this one learns no faster than the generator (Arjovsky et al."
                            + " 2017, Algorithm 1, has 5 updates). Set n-critic = 5, or give 'optimizer.critic' a higher learning rate");
        }
        return unwise;
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
