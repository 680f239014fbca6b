package dev.gantry.networks.layer;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** {@code x W + b} of rows {@code [N, in]}, with weight W {@code [in, units]}. */
public record Dense(int units, boolean bias) implements Layer.Exportable {

    public Dense {
        Require.count("units", Sizes.UNITS, units);
    }

    public static LayerProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), Dense.class, "dense", "Every output a weighted sum of all inputs.", """
                # outputs
                units = null
                bias = true
                """);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope, WeightInit init) {
        if (x.shape().rank() != 2) {
            throw new ShapeException("needs rows [N, features], found " + x.shape() + "; put a 'flatten' before it");
        }
        int inputs = x.shape().size(1);
        Tensor weight = scope.parameter("weight", Shape.of(inputs, units), init.weights(inputs, units));
        Tensor y = x.matmul(weight);
        return bias ? y.add(scope.parameter("bias", Shape.of(units), init.biases(inputs))) : y;
    }

    @Override
    public List<NetworkLayer> words(String path) {
        return List.of(new NetworkLayer.Dense(path, units, bias));
    }
}
