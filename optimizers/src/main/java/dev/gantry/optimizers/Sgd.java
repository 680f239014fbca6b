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
 * Stochastic gradient descent with gradient g and learning rate a: {@code p - a g}; with momentum m,
 * {@code v = m v + g} and {@code p - a v}, or {@code p - a (g + m v)} in Nesterov's form.
 *
 * <p>Sutskever et al., On the importance of initialization and momentum in deep learning, 2013, section 2, with the
 * learning rate outside the velocity.
 *
 * @param momentum m, from 0 to below 1
 * @param nesterov whether to look ahead by one velocity; needs momentum
 */
public record Sgd(Schedule momentum, boolean nesterov) implements Optimizer {

    public Sgd {
        momentum = Require.decay("momentum", momentum);
        Require.that(!nesterov || !momentum.always(0), "nesterov", "false where 'momentum' is 0", nesterov);
    }

    /** The same numbers in every step. */
    public Sgd(double momentum, boolean nesterov) {
        this(Schedule.constant(momentum), nesterov);
    }

    public static OptimizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                Sgd.class,
                "sgd",
                "Stochastic gradient descent, with or without momentum.",
                """
                # how much of the last update is made again, from 0 to below 1
                momentum = 0
                # whether momentum looks ahead
                nesterov = false
                """);
    }

    @Override
    public boolean hasMomentum() {
        return !momentum.always(0);
    }

    @Override
    public Tensor update(Tensor parameters, Tensor gradient, Tensor learningRate, Scope scope) {
        if (momentum.always(0)) {
            return parameters.sub(learningRate.mul(gradient));
        }
        Tensor kept = scope.scheduled("momentum", momentum);
        Tensor velocity = scope.state("velocity", parameters.shape(), Initializer.ZEROS)
                .mul(kept)
                .add(gradient);
        scope.update("velocity", velocity);
        Tensor direction = nesterov ? gradient.add(velocity.mul(kept)) : velocity;
        return parameters.sub(learningRate.mul(direction));
    }
}
