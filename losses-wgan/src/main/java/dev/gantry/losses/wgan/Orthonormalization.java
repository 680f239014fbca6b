package dev.gantry.losses.wgan;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * The critic uses a weight with orthonormal rows, or columns where those are fewer, in place of each layer's weight W, a
 * matrix with a row for each output: from {@code W_0 = W / sqrt(|W|_1 |W|_inf)}, whose singular values are at most 1, so many
 * times {@code W_(k+1) = 3/2 W_k - 1/2 W_k W_k^T W_k}, which moves each singular value s to {@code s (3 - s^2) / 2}, nearer
 * to 1. Gradients flow through all of it.
 *
 * <p>Bjorck and Bowie, An Iterative Algorithm for Computing the Best Estimate of an Orthogonal Matrix, 1971; Anil et al.,
 * Sorting out Lipschitz Function Approximation, 2019, section 4.2. A singular value of 0 stays 0.
 *
 * @param iterations how many times, at least 1; small singular values need more
 * @param epsilon the least divisor, greater than 0
 */
public record Orthonormalization(int iterations, double epsilon) implements LipschitzConstraint {

    public Orthonormalization {
        Require.positive("iterations", iterations);
        Require.positive("epsilon", epsilon);
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                Orthonormalization.class,
                "orthonormalization",
                "Gives the critic weights with orthonormal rows or columns.",
                """
                # steps towards orthonormal rows in each update
                iterations = 15
                # norms below this count as this
                epsilon = 1e-12
                """);
    }

    @Override
    public Tensor weight(Tensor weight, Scope scope) {
        Tensor matrix = WeightMatrix.of(weight);
        Tensor w = matrix.div(largestSingularValueAtMost(matrix).max(epsilon));
        for (int i = 0; i < iterations; i++) {
            w = w.mul(1.5).sub(w.matmul(w, false, true).matmul(w).mul(0.5));
        }
        return WeightMatrix.weight(w, weight.shape());
    }

    private static Tensor largestSingularValueAtMost(Tensor matrix) {
        Tensor magnitudes = matrix.abs();
        return magnitudes.sum(0).maximum().mul(magnitudes.sum(1).maximum()).sqrt();
    }
}
