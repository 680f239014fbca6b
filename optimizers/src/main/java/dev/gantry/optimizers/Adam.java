package dev.gantry.optimizers;

import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.OptimizerProvider;
import dev.gantry.core.spi.Require;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * Adam with gradient g, learning rate a, at update t: {@code m = b1 m + (1 - b1) g}, {@code v = b2 v + (1 - b2) g^2} and
 * {@code p - a (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + e)}.
 *
 * <p>Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, Algorithm 1.
 *
 * @param beta1 b1, decay of the first moment, from 0 to below 1
 * @param beta2 b2, decay of the second moment, from 0 to below 1
 * @param epsilon e, at least 0
 */
public record Adam(double beta1, double beta2, double epsilon) implements Optimizer {

    /** Far below any epsilon: keeps the root's derivative finite where a moment is 0, for whoever unrolls the update. */
    private static final double SMALLEST = 1e-30;

    public Adam {
        Require.that(beta1 >= 0 && beta1 < 1, "beta1", "from 0 to below 1", beta1);
        Require.that(beta2 >= 0 && beta2 < 1, "beta2", "from 0 to below 1", beta2);
        Require.notNegative("epsilon", epsilon);
    }

    public static OptimizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), Adam.class, "adam", "Steps scaled by the gradient's first two moments.", """
                # decay of the first moment, from 0 to below 1; the paper's 0.9 is unsteady in GANs, WGAN-GP takes 0
                beta1 = 0.5
                # decay of the second moment, from 0 to below 1
                beta2 = 0.999
                # added to the root of the second moment
                epsilon = 1e-8
                """);
    }

    @Override
    public boolean hasMomentum() {
        return beta1 > 0;
    }

    @Override
    public Tensor update(Tensor parameters, Tensor gradient, Tensor learningRate, Scope scope) {
        Tensor updates = scope.state("updates", Shape.SCALAR, Initializer.ZEROS).add(1);
        Tensor first = scope.state("first-moment", parameters.shape(), Initializer.ZEROS)
                .mul(beta1)
                .add(gradient.mul(1 - beta1));
        Tensor second = scope.state("second-moment", parameters.shape(), Initializer.ZEROS)
                .mul(beta2)
                .add(gradient.square().mul(1 - beta2));
        scope.update("updates", updates);
        scope.update("first-moment", first);
        scope.update("second-moment", second);
        Tensor step = learningRate.div(unbiased(beta1, updates));
        return parameters.sub(step.mul(first)
                .div(second.div(unbiased(beta2, updates)).max(SMALLEST).sqrt().add(epsilon)));
    }

    /** {@code 1 - beta^t}: the weight that t gradients have in a moment that began at zero. */
    private static Tensor unbiased(double beta, Tensor updates) {
        return Tensor.scalar(1).sub(Tensor.scalar(beta).pow(updates));
    }
}
