package dev.gantry.optimizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.OptimizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * Adam with gradient g, learning rate a, at update t: {@code m = b1 m + (1 - b1) g}, {@code v = b2 v + (1 - b2) g^2} and
 * {@code p - a (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + e)}.
 *
 * <p>Where b1 or b2 change from update to update, the product of all so far stands for the power.
 *
 * <p>Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, Algorithm 1.
 *
 * @param beta1 b1, decay of the first moment, from 0 to below 1
 * @param beta2 b2, decay of the second moment, from 0 to below 1
 * @param epsilon e, at least 0
 */
public record Adam(Schedule beta1, Schedule beta2, double epsilon) implements Optimizer {

    /** Far below any epsilon: keeps the root's derivative finite where a moment is 0, for whoever unrolls the update. */
    private static final double SMALLEST = 1e-30;

    public Adam {
        beta1 = Require.decay("beta1", beta1);
        beta2 = Require.decay("beta2", beta2);
        Require.notNegative("epsilon", epsilon);
    }

    /** The same numbers in every step. */
    public Adam(double beta1, double beta2, double epsilon) {
        this(Schedule.constant(beta1), Schedule.constant(beta2), epsilon);
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
        return !beta1.always(0);
    }

    /** Each update changes every parameter by about the learning rate, whatever the gradient's size. */
    @Override
    public double highestLearningRate() {
        return 0.1;
    }

    @Override
    public Tensor update(Tensor parameters, Tensor gradient, Tensor learningRate, Scope scope) {
        Tensor updates = scope.state("updates", Shape.SCALAR, Initializer.ZEROS).add(1);
        Tensor kept1 = scope.scheduled("beta1", beta1);
        Tensor kept2 = scope.scheduled("beta2", beta2);
        Tensor first = scope.state("first-moment", parameters.shape(), Initializer.ZEROS)
                .mul(kept1)
                .add(gradient.mul(Tensor.scalar(1).sub(kept1)));
        Tensor second = scope.state("second-moment", parameters.shape(), Initializer.ZEROS)
                .mul(kept2)
                .add(gradient.square().mul(Tensor.scalar(1).sub(kept2)));
        scope.update("updates", updates);
        scope.update("first-moment", first);
        scope.update("second-moment", second);
        Tensor step = learningRate.div(unbiased(beta1, kept1, "first-forgotten", updates, scope));
        return parameters.sub(step.mul(first)
                .div(second.div(unbiased(beta2, kept2, "second-forgotten", updates, scope))
                        .max(SMALLEST)
                        .sqrt()
                        .add(epsilon)));
    }

    /** {@code 1 - beta^t}, the weight that t gradients have in a moment that began at zero; of a beta that changes, the product of all. */
    private static Tensor unbiased(Schedule beta, Tensor kept, String name, Tensor updates, Scope scope) {
        if (beta.isConstant()) {
            return Tensor.scalar(1).sub(kept.pow(updates));
        }
        Tensor forgotten = scope.state(name, Shape.SCALAR, Initializer.ONES).mul(kept);
        scope.update(name, forgotten);
        return Tensor.scalar(1).sub(forgotten);
    }
}
