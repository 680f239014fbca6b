package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.GeneratorStep;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;

/**
 * Draws each player towards where it has been: with parameters theta before update t, its loss gains
 * {@code weight ||theta_t - mean(theta_0 ... theta_(t-1))||^2}, nothing in its first update.
 *
 * <p>Salimans et al., Improved Techniques for Training GANs, 2016, section 3.3.
 *
 * @param weight greater than 0
 */
public record HistoricalAveraging(Schedule weight) implements Regularizer.CriticPenalty, Regularizer.GeneratorPenalty {

    public HistoricalAveraging {
        weight = Require.positive("weight", weight);
    }

    /** The same numbers in every step. */
    public HistoricalAveraging(double weight) {
        this(Schedule.constant(weight));
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                HistoricalAveraging.class,
                "historical-averaging",
                "Draws both players towards the mean of their past.",
                """
                weight = 1e-3
                """);
    }

    @Override
    public Tensor criticPenalty(PlayerStep step) {
        return penalty(step.parameters(), step.scope().child("critic"));
    }

    @Override
    public Tensor generatorPenalty(GeneratorStep step) {
        return penalty(step.parameters(), step.scope().child("generator"));
    }

    private Tensor penalty(NetworkParameters parameters, Scope scope) {
        Tensor theta = parameters.flat();
        Tensor count = scope.state("count", Shape.SCALAR, Initializer.ZEROS);
        Tensor mean = scope.state("mean", theta.shape(), Initializer.ZEROS);
        Tensor counted = count.add(1);
        scope.update("count", counted);
        scope.update("mean", mean.add(theta.sub(mean).div(counted)));
        Tensor begun = count.min(1);
        return theta.sub(mean).square().sum().mul(begun).mul(scope.scheduled("weight", weight));
    }
}
