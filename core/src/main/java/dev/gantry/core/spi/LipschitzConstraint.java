package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;
import java.util.Optional;

/**
 * Keeps the critic near a set of Lipschitz functions: by a penalty in its loss, by a projection after its update, by a change
 * of its weights wherever they are used, or by several of these. In a recipe every constraint also has the key {@code every}:
 * then penalty and projection are applied in every so many updates of the critic, the penalty times that number.
 */
public interface LipschitzConstraint extends SampleMixing {

    /** A scalar added to the critic's loss, its weight included. */
    default Optional<Tensor> penalty(PlayerStep step) {
        return Optional.empty();
    }

    /** The critic's parameters {@code [P]} after an update, moved back into the constraint's set. */
    default Tensor project(NetworkParameters parameters) {
        return parameters.flat();
    }

    /**
     * What the critic uses in place of a layer's weight, of the same shape. Asked once in each update of either player.
     *
     * @param weight two or more axes: dense {@code [in, out]}, convolution {@code [out, in, h, w]}; that of a transposed
     *     convolution is the convolution's that it turns around
     * @param scope this weight's own; what it keeps there goes forward with the critic's updates
     */
    default Tensor weight(Tensor weight, Scope scope) {
        return weight;
    }
}
