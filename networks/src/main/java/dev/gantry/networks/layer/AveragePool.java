package dev.gantry.networks.layer;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** The mean over windows of {@code size x size} pixels; padding counts as zeros. */
public record AveragePool(int size, int stride, int padding) implements Layer.Exportable {

    public AveragePool {
        Require.count("size", Sizes.WINDOW, size);
        Require.count("stride", Sizes.WINDOW, stride);
        Require.notNegative("padding", padding);
        Require.atMost("padding", Sizes.WINDOW, padding);
    }

    public static LayerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), AveragePool.class, "average-pool", "Shrinks images to means of windows.", """
                # height and width of a window
                size = 2
                stride = 2
                padding = 0
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        Channels.requireImages(x);
        return x.averagePool(size, Window.of(stride, padding));
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(new NetworkLayer.AveragePool(size, stride, padding));
    }
}
