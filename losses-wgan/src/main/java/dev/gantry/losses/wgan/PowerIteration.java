package dev.gantry.losses.wgan;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;

/**
 * The largest singular value of a weight's matrix W, by {@code v = W^T u / |W^T u|}, {@code u = W v / |W v|}, and
 * {@code sigma = u^T W v}. The vector u is kept from update to update; gradients flow through W in sigma, and not through u
 * and v. A matrix of zeros leaves u as it was.
 *
 * @param iterations how often v and u are computed in an update
 * @param epsilon the least norm that a vector is divided by
 */
record PowerIteration(int iterations, double epsilon) {

    /** An estimate of sigma, a scalar. */
    Tensor sigma(Tensor weight, Scope scope) {
        Tensor matrix = WeightMatrix.of(weight);
        Tensor fixed = matrix.stopGradient();
        Tensor before = scope.state("u", matrix.shape().with(1, 1), Initializer.normal(0, 1));
        Tensor u = before;
        Tensor v = before;
        for (int i = 0; i < iterations; i++) {
            v = normalized(fixed.matmul(u, true, false));
            u = normalized(fixed.matmul(v));
        }
        scope.update("u", u.square().sum().greater(0).select(u, before));
        return u.mul(matrix.matmul(v)).sum();
    }

    private Tensor normalized(Tensor vector) {
        return vector.div(vector.square().sum().sqrt().max(epsilon));
    }
}
