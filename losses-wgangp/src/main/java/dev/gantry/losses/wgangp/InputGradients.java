package dev.gantry.losses.wgangp;

import dev.gantry.core.spi.Critic;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Surroundings;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Tensor;
import java.util.List;

/** How steep the critic is: the Euclidean norm of its gradient in each sample, over all of the sample's elements. */
final class InputGradients {

    private InputGradients() {}

    /** What is unwise about a penalty on them; as {@code Cautious.unwise}. */
    static List<String> unwise(Surroundings surroundings) {
        return surroundings.critic().filter(Critic::mixesSamples).isPresent()
                ? List.of(
                        "is of each sample by itself, and this critic scores a sample by its whole batch, as batch normalization"
                                + " does (Gulrajani et al. 2017, section 4). Let the critic normalize by layers, or not at all")
                : List.of();
    }

    /** The squared norms at points {@code [N, ...]}: {@code [N, 1]}. */
    static Tensor squaredNorms(PlayerStep step, Tensor points) {
        return Gradients.of(step.score(points).sum(), points).flatten().square().sum(1);
    }

    /** The norms {@code [N, 1]}, with an epsilon under the root for a finite gradient where one is zero. */
    static Tensor norms(PlayerStep step, Tensor points, double epsilon) {
        return squaredNorms(step, points).add(epsilon).sqrt();
    }
}
