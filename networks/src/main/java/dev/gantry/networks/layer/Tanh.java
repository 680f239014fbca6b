package dev.gantry.networks.layer;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Tensor;
import java.util.List;

/** tanh(x), from -1 to 1. */
public record Tanh() implements Layer.Exportable {

    public static LayerProvider provider() {
        return () -> Component.of(Tanh::new, "tanh", "tanh(x), from -1 to 1.");
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        return x.tanh();
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(NetworkLayer.Activation.TANH);
    }
}
