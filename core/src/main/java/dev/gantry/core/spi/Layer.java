package dev.gantry.core.spi;

import dev.gantry.core.component.Part;
import dev.gantry.core.tensor.Tensor;
import java.util.List;

/** One step of a network that a recipe lists layer by layer, such as {@code { type = dense, units = 128 }}. */
@FunctionalInterface
public interface Layer extends Part {

    /**
     * Traces the layer.
     *
     * @param x a batch, {@code [N, ...]}
     * @param scope the layer's own
     * @param init how its weights begin
     * @return {@code [N, ...]}
     * @throws dev.gantry.core.tensor.ShapeException if the layer cannot take this shape
     */
    Tensor apply(Tensor x, Scope scope, WeightInit init);

    /** Whether a sample's value depends on the other samples of its batch while it trains, as in batch normalization. */
    default boolean normalizesOverBatches() {
        return false;
    }

    /** A layer that other software can run when it is trained. */
    interface Exportable extends Layer {

        /**
         * What {@link #apply} computes where the scope is not training; nothing if that is x itself.
         *
         * @param path of the layer: what its scope calls {@code weight} is the network's {@code path/weight}
         */
        List<NetworkLayer> words(String path);
    }
}
