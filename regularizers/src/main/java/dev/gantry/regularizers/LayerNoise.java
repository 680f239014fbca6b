package dev.gantry.regularizers;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.spi.Player;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Gaussian noise on the values of some of the critic's layers, while it trains.
 *
 * <p>Salimans et al., Improved Techniques for Training GANs, 2016, section 6.1: the networks of its semi-supervised experiments.
 *
 * @param stddev the standard deviation, in the units of the layers, greater than 0
 * @param layers of the critic, at least one
 */
public record LayerNoise(Schedule stddev, List<String> layers) implements Regularizer.LayerChange {

    public LayerNoise {
        stddev = Require.positive("stddev", stddev);
        Require.that(!layers.isEmpty(), "layers", "at least one", layers);
        layers = List.copyOf(layers);
    }

    /** The same numbers in every step. */
    public LayerNoise(double stddev, List<String> layers) {
        this(Schedule.constant(stddev), layers);
    }

    public static RegularizerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), LayerNoise.class, "layer-noise", "Noise on layers of the critic.", """
                # standard deviation, in the units of the layers
                stddev = 0.5
                # of the critic
                layers = [features]
                """);
    }

    @Override
    public Tensor layer(Player player, String layer, Tensor value, int reference, Scope scope) {
        return player == Player.CRITIC && layers.contains(layer) && scope.training()
                ? value.add(scope.normal("noise", value.shape()).mul(scope.scheduled("stddev", stddev)))
                : value;
    }

    @Override
    public List<String> criticLayers() {
        return layers;
    }
}
