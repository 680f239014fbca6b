package dev.gantry.engine.scope;

import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;

/** What becomes of the values that a network announces while it is traced. */
@FunctionalInterface
public interface LayerHook {

    /** Leaves every value as it is. */
    LayerHook NONE = (path, value, scope) -> value;

    /**
     * @param path of the layer, the network's name included
     * @param scope within the layer
     */
    Tensor layer(String path, Tensor value, Scope scope);
}
