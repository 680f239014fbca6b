package dev.gantry.networks;

import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.Require;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** The same elements of each sample, in row-major order, under another shape. */
record Reshape(List<Integer> shape) implements Layer {

    Reshape {
        Require.that(
                !shape.isEmpty() && shape.stream().allMatch(size -> size > 0), "shape", "sizes of at least 1", shape);
        shape = List.copyOf(shape);
    }

    static Component<Layer> component() {
        return Component.of(MethodHandles.lookup(), Reshape.class, "reshape", "Gives samples another shape.", """
                # of one sample, such as [128, 7, 7]
                shape = null
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, Initialization init) {
        return x.reshape(new Shape(shape).prepend(x.shape().size(0)));
    }
}
