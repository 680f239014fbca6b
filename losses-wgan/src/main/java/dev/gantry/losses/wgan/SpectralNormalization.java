package dev.gantry.losses.wgan;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * The critic uses {@code W / sigma(W)} in place of each layer's weight W, a matrix with a row for each output (a convolution's
 * is {@code [out, in * h * w]}). Its largest singular value sigma is estimated by power iteration, {@code v = W^T u / |W^T u|},
 * {@code u = W v / |W v|}, as {@code u^T W v}. The vector u is kept from update to update; gradients flow through W in sigma,
 * and not through u and v.
 *
 * <p>Miyato et al., Spectral Normalization for Generative Adversarial Networks, 2018, Algorithm 1. Norms and sigma are not
 * taken to be less than epsilon, so that a matrix of zeros stays one; it leaves u as it was.
 *
 * @param powerIterations how often v and u are computed in an update, at least 1
 * @param epsilon the least divisor, greater than 0
 */
public record SpectralNormalization(int powerIterations, double epsilon) implements LipschitzConstraint {

    public SpectralNormalization {
        Require.positive("power-iterations", powerIterations);
        Require.positive("epsilon", epsilon);
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                SpectralNormalization.class,
                "spectral-normalization",
                "Divides the critic's weights by their largest singular value (SNGAN).",
                """
                # steps of power iteration in each update
                power-iterations = 1
                # norms and singular values below this count as this
                epsilon = 1e-12
                """);
    }

    @Override
    public Tensor weight(Tensor weight, Scope scope) {
        Tensor sigma = new PowerIteration(powerIterations, epsilon).sigma(weight, scope);
        return weight.div(sigma.max(epsilon));
    }
}
