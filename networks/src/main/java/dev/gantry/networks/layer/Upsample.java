package dev.gantry.networks.layer;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** Images enlarged by repeating every pixel {@code factor x factor} times. */
public record Upsample(int factor) implements Layer.Exportable {

    public Upsample {
        Require.count("factor", Sizes.WINDOW, factor);
    }

    public static LayerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), Upsample.class, "upsample", "Enlarges images by repeating their pixels.", """
                factor = 2
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        Channels.requireImages(x);
        return x.upsampleNearest(factor);
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(new NetworkLayer.Upsample(factor));
    }
}
