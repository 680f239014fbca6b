package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.GeneratorStep;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Pulls generated samples apart: with features {@code s_i} of N generated samples in a layer of the critic, the generator's
 * loss gains {@code weight / (N (N - 1))} times the sum over {@code i != j} of {@code cos(s_i, s_j)^2}.
 *
 * <p>Zhao et al., Energy-based Generative Adversarial Network, 2017, section 2.4 (repelling regularizer).
 *
 * @param layer of the critic; of an {@code autoencoder}, {@code features} is the code
 * @param weight greater than 0
 */
public record PullingAway(String layer, Schedule weight) implements Regularizer.GeneratorPenalty {

    /** Added to the square of a norm, which may be 0. */
    private static final double EPSILON = 1e-12;

    public PullingAway {
        weight = Require.positive("weight", weight);
    }

    /** The same numbers in every step. */
    public PullingAway(String layer, double weight) {
        this(layer, Schedule.constant(weight));
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                PullingAway.class,
                "pulling-away",
                "Generated samples are to differ in the critic's features (EBGAN).",
                """
                # of the critic; of an autoencoder, features is the code
                layer = features
                weight = 0.1
                """);
    }

    @Override
    public boolean mixesSamples() {
        return true;
    }

    @Override
    public List<String> criticLayers() {
        return List.of(layer);
    }

    @Override
    public Tensor generatorPenalty(GeneratorStep step) {
        Tensor features = step.layer(layer, step.fake()).flatten();
        Pairs.require(features);
        double n = features.shape().size(0);
        Tensor unit = features.div(features.square().sum(1).add(EPSILON).sqrt());
        Tensor cosines = unit.matmul(unit, false, true);
        Tensor squares = cosines.square().mul(Pairs.distinct((int) n));
        return squares.sum().mul(step.scope().scheduled("weight", weight).div(n * (n - 1)));
    }
}
