package dev.gantry.networks.layer;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** The same elements of each sample, in row-major order, under another shape. */
public record Reshape(List<Integer> shape) implements Layer.Exportable {

    public Reshape {
        Require.that(
                !shape.isEmpty() && shape.stream().allMatch(size -> size > 0), "shape", "sizes of at least 1", shape);
        shape = List.copyOf(shape);
    }

    public static LayerProvider provider() {
        return () ->
                Component.of(MethodHandles.lookup(), Reshape.class, "reshape", "Gives samples another shape.", """
                # of one sample, such as [128, 7, 7]
                shape = null
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        return x.reshape(new Shape(shape).prepend(x.shape().size(0)));
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(new NetworkLayer.Reshape(new Shape(shape)));
    }
}
