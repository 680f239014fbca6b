package dev.gantry.losses.wgan;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.LipschitzConstraintProvider;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/**
 * Holds the largest singular value of each layer's weight W of the critic down: {@code lambda / 2 sum sigma(W)^2} over the
 * layers, sigma by power iteration as in {@link SpectralNormalization}. The penalty's gradient is
 * {@code lambda sigma u v^T}.
 *
 * <p>Yoshida and Miyato, Spectral Norm Regularization for Improving the Generalizability of Deep Learning, 2017, equation 3
 * and Algorithm 1.
 *
 * @param lambda the penalty's weight, at least 0
 * @param powerIterations how often v and u are computed in an update, at least 1
 * @param epsilon the least divisor, greater than 0
 */
public record SpectralPenalty(Schedule lambda, int powerIterations, double epsilon) implements LipschitzConstraint {

    public SpectralPenalty {
        lambda = Require.notNegative("lambda", lambda);
        Require.positive("power-iterations", powerIterations);
        Require.positive("epsilon", epsilon);
    }

    /** The same numbers in every step. */
    public SpectralPenalty(double lambda, int powerIterations, double epsilon) {
        this(Schedule.constant(lambda), powerIterations, epsilon);
    }

    public static LipschitzConstraintProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                SpectralPenalty.class,
                "spectral-penalty",
                "Holds the largest singular values of the critic's weights down.",
                """
                # the penalty's weight; half of it stands before the sum of squares
                lambda = 0.01
                # steps of power iteration in each update
                power-iterations = 1
                # norms below this count as this
                epsilon = 1e-12
                """);
    }

    @Override
    public Optional<Tensor> penalty(PlayerStep step) {
        PowerIteration iteration = new PowerIteration(powerIterations, epsilon);
        return step.parameters().named().entrySet().stream()
                .filter(parameter -> parameter.getValue().shape().rank() > 1)
                .map(weight -> iteration.sigma(weight.getValue(), step.scope().child(weight.getKey())))
                .map(Tensor::square)
                .reduce(Tensor::add)
                .map(sum -> sum.mul(step.scope().scheduled("lambda", lambda).div(2)));
    }
}
