package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Player;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Lets the critic see how much the samples of a batch differ: a layer gains one feature or channel, in every sample and place
 * the mean over all elements of {@code sqrt(variance over the batch + 1e-8)}.
 *
 * <p>Karras et al., Progressive Growing of GANs, 2018, section 3. Published code takes the population's variance or the
 * unbiased one. The whole batch is one group.
 *
 * @param layer of the critic, {@code [N, C, ...]}
 * @param variance divided by N or by N - 1
 */
public record MinibatchStddev(String layer, Variance variance) implements Regularizer.LayerChange {

    private static final double EPSILON = 1e-8;

    /** What the sum of squared deviations is divided by. */
    public enum Variance {
        /** N. */
        POPULATION,
        /** N - 1. */
        UNBIASED
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                MinibatchStddev.class,
                "minibatch-stddev",
                "The critic sees how much the samples of a batch differ.",
                """
                # of the critic; it gains one feature or channel
                layer = features
                # divided by the number of samples (population) or by one less (unbiased)
                variance = population
                """);
    }

    @Override
    public boolean mixesSamples() {
        return true;
    }

    @Override
    public Tensor layer(Player player, String layer, Tensor value, int reference, Scope scope) {
        return player == Player.CRITIC && layer.equals(this.layer)
                ? Tensor.concat(
                        1,
                        List.of(value, deviation(value).broadcast(value.shape().with(1, 1))))
                : value;
    }

    private Tensor deviation(Tensor value) {
        Pairs.require(value);
        double n = value.shape().size(0);
        Tensor squared = switch (variance) {
            case POPULATION -> value.variance(0);
            case UNBIASED -> value.variance(0).mul(n / (n - 1));
        };
        return squared.add(EPSILON).sqrt().mean();
    }

    @Override
    public List<String> criticLayers() {
        return List.of(layer);
    }
}
