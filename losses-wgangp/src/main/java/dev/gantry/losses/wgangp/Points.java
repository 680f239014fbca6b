package dev.gantry.losses.wgangp;

import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.Arrays;

/** Where the critic's gradient is looked at. */
final class Points {

    private Points() {}

    /** {@code alpha real + (1 - alpha) fake}. */
    static Tensor interpolated(PlayerStep step) {
        Tensor alpha = alpha(step.real(), step.scope());
        return alpha.mul(step.real()).add(Tensor.scalar(1).sub(alpha).mul(step.fake()));
    }

    /** A uniform number for each sample of {@code [N, ...]}, as {@code [N, 1, ...]}. */
    static Tensor alpha(Tensor samples, Scope scope) {
        int[] perSample = new int[samples.shape().rank()];
        Arrays.fill(perSample, 1);
        perSample[0] = samples.shape().size(0);
        return scope.uniform("alpha", Shape.of(perSample));
    }
}
