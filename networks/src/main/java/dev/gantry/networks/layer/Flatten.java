package dev.gantry.networks.layer;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Tensor;
import java.util.List;

/** The elements of each sample, in row-major order, as a row. */
public record Flatten() implements Layer.Exportable {

    public static LayerProvider provider() {
        return () -> Component.of(Flatten::new, "flatten", "Makes each sample a row.");
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        return x.flatten();
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(new NetworkLayer.Flatten());
    }
}
