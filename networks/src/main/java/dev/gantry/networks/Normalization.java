package dev.gantry.networks;

import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import java.util.Optional;

/** What stands between a network's hidden layers and their activations. */
public enum Normalization {

    /** Nothing. */
    NONE,

    /** Over each batch, see {@link BatchNormalization}; unsuited to a critic under a gradient penalty, which is per sample. */
    BATCH,

    /** Over each sample, see {@link LayerNormalization}. */
    LAYER;

    private static final String BATCH_NORM = "batch-norm";
    private static final String LAYER_NORM = "layer-norm";

    /**
     * Traces the normalization, and announces what goes into the activation as {@code pre-activation}.
     *
     * @param scope of the layer that is normalized
     */
    Tensor apply(Tensor x, Scope scope, Initialization init) {
        Tensor normalized = switch (this) {
            case NONE -> x;
            case BATCH -> BatchNormalization.DEFAULT.apply(x, scope.child(BATCH_NORM), init);
            case LAYER -> LayerNormalization.DEFAULT.apply(x, scope.child(LAYER_NORM), init);
        };
        return scope.layer("pre-activation", normalized);
    }

    /**
     * The layer in neutral words; empty for {@link #NONE}.
     *
     * @param path of the layer that is normalized
     */
    Optional<NetworkLayer> layer(String path) {
        return switch (this) {
            case NONE -> Optional.empty();
            case BATCH ->
                Optional.of(new NetworkLayer.BatchNormalization(
                        path + "/" + BATCH_NORM, BatchNormalization.DEFAULT.epsilon()));
            case LAYER ->
                Optional.of(new NetworkLayer.LayerNormalization(
                        path + "/" + LAYER_NORM, LayerNormalization.DEFAULT.epsilon()));
        };
    }

    /** Whether a layer before it needs a bias: batch normalization takes off whatever is the same in all samples. */
    boolean keepsBias() {
        return this != BATCH;
    }
}
