package dev.gantry.conditions;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;

/** {@code x W + b}, a head on a critic's features. */
final class LinearHead {

    private LinearHead() {}

    /** {@code [N, outputs]} from features {@code [N, F]}; weights begin uniform up to 1 / sqrt(F). */
    static Tensor apply(Tensor features, int outputs, Scope scope) {
        int inputs = features.shape().size(1);
        Initializer initializer = Initializer.uniform(1 / Math.sqrt(inputs));
        return features.matmul(scope.parameter("weight", Shape.of(inputs, outputs), initializer))
                .add(scope.parameter("bias", Shape.of(outputs), Initializer.ZEROS));
    }
}
