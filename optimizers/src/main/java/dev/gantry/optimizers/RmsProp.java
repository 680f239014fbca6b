package dev.gantry.optimizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.OptimizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * RMSProp with gradient g and learning rate a: {@code s = d s + (1 - d) g^2} and {@code p - a g / (sqrt(s) + e)}.
 *
 * <p>Hinton, Neural Networks for Machine Learning, 2012, lecture 6e. The epsilon stands outside the root, as in PyTorch;
 * TensorFlow adds it under the root.
 *
 * @param decay d, of the mean square, from 0 to below 1
 * @param epsilon e, at least 0
 */
public record RmsProp(Schedule decay, double epsilon) implements Optimizer {

    /** Far below any epsilon: keeps the root's derivative finite where the mean is 0, for whoever unrolls the update. */
    private static final double SMALLEST = 1e-30;

    public RmsProp {
        decay = Require.decay("decay", decay);
        Require.notNegative("epsilon", epsilon);
    }

    /** The same numbers in every step. */
    public RmsProp(double decay, double epsilon) {
        this(Schedule.constant(decay), epsilon);
    }

    public static OptimizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                RmsProp.class,
                "rmsprop",
                "Steps scaled by the gradient's root mean square.",
                """
                # of the mean square, from 0 to below 1
                decay = 0.99
                # added to the root of the mean square
                epsilon = 1e-8
                """);
    }

    /** Each update changes every parameter by about the learning rate, whatever the gradient's size. */
    @Override
    public double highestLearningRate() {
        return 0.1;
    }

    @Override
    public Tensor update(Tensor parameters, Tensor gradient, Tensor learningRate, Scope scope) {
        Tensor kept = scope.scheduled("decay", decay);
        Tensor meanSquare = scope.state("mean-square", parameters.shape(), Initializer.ZEROS)
                .mul(kept)
                .add(gradient.square().mul(Tensor.scalar(1).sub(kept)));
        scope.update("mean-square", meanSquare);
        return parameters.sub(
                learningRate.mul(gradient).div(meanSquare.max(SMALLEST).sqrt().add(epsilon)));
    }
}
