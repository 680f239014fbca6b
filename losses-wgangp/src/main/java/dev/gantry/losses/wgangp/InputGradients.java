package dev.gantry.losses.wgangp;

import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Tensor;

/** How steep the critic is: the Euclidean norm of its gradient in each sample, over all of the sample's elements. */
final class InputGradients {

    private InputGradients() {}

    /** The squared norms at points {@code [N, ...]}: {@code [N, 1]}. */
    static Tensor squaredNorms(PlayerStep step, Tensor points) {
        return Gradients.of(step.score(points).sum(), points).flatten().square().sum(1);
    }

    /** The norms {@code [N, 1]}, with an epsilon under the root for a finite gradient where one is zero. */
    static Tensor norms(PlayerStep step, Tensor points, double epsilon) {
        return squaredNorms(step, points).add(epsilon).sqrt();
    }
}
