package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.GeneratorStep;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Generated samples are to excite the critic's features as real ones do, on average: with {@code d = mean f(real) - mean f(fake)},
 * means over the batch and f a layer of the critic, the generator's loss is or gains {@code weight distance(d)}.
 *
 * <p>Salimans et al., Improved Techniques for Training GANs, 2016, section 3.1, which writes the squared norm, and whose code
 * takes the mean of the squares.
 *
 * @param layer of the critic
 * @param distance of the mean features
 * @param weight greater than 0
 * @param alone whether this is all of the generator's loss, as in the paper; else the recipe's loss is added
 */
public record FeatureMatching(String layer, Distance distance, Schedule weight, boolean alone)
        implements Regularizer.GeneratorPenalty {

    /** A function of the difference d of the mean features. */
    public enum Distance {
        /** {@code mean(d^2)}. */
        SQUARED,
        /** {@code mean(|d|)}. */
        ABSOLUTE,
        /** {@code sum(d^2)}. */
        NORM
    }

    public FeatureMatching {
        weight = Require.positive("weight", weight);
    }

    /** The same numbers in every step. */
    public FeatureMatching(String layer, Distance distance, double weight, boolean alone) {
        this(layer, distance, Schedule.constant(weight), alone);
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                FeatureMatching.class,
                "feature-matching",
                "The generator matches the critic's mean features.",
                """
                # of the critic
                layer = features
                # of the mean features: squared (mean of squares), absolute (mean of magnitudes), norm (sum of squares)
                distance = squared
                weight = 1.0
                # true: this is the generator's loss; false: it is added to the recipe's
                alone = true
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
        Tensor difference = meanFeatures(step, step.real()).sub(meanFeatures(step, step.fake()));
        Tensor far = switch (distance) {
            case SQUARED -> difference.square().mean();
            case ABSOLUTE -> difference.abs().mean();
            case NORM -> difference.square().sum();
        };
        return far.mul(step.scope().scheduled("weight", weight));
    }

    private Tensor meanFeatures(PlayerStep step, Tensor samples) {
        return step.layer(layer, samples).mean(0);
    }

    @Override
    public boolean replacesGeneratorLoss() {
        return alone;
    }
}
