package dev.gantry.core.spi;

import dev.gantry.core.tensor.Tensor;
import java.util.Optional;

/** Keeps the critic near a set of Lipschitz functions: by a penalty in its loss, by a projection after its update, or both. */
public interface LipschitzConstraint {

    /** A scalar added to the critic's loss, its weight included. */
    default Optional<Tensor> penalty(CriticStep step) {
        return Optional.empty();
    }

    /** The critic's parameters {@code [P]} after an update, moved back into the constraint's set. */
    default Tensor project(Tensor parameters) {
        return parameters;
    }
}
