package dev.gantry.networks;

import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.networks.layer.BatchNormalization;
import dev.gantry.networks.layer.LayerNormalization;
import java.util.List;

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
    Tensor apply(Tensor x, Scope scope, WeightInit init) {
        Tensor normalized = switch (this) {
            case NONE -> x;
            case BATCH -> BatchNormalization.DEFAULT.apply(x, scope.child(BATCH_NORM), init);
            case LAYER -> LayerNormalization.DEFAULT.apply(x, scope.child(LAYER_NORM), init);
        };
        return scope.layer("pre-activation", normalized);
    }

    /**
     * The layer in words of other software; nothing for {@link #NONE}.
     *
     * @param path of the layer that is normalized
     */
    List<NetworkLayer> words(String path) {
        return switch (this) {
            case NONE -> List.of();
            case BATCH -> BatchNormalization.DEFAULT.words(path + "/" + BATCH_NORM);
            case LAYER -> LayerNormalization.DEFAULT.words(path + "/" + LAYER_NORM);
        };
    }

    /** Whether a layer before it needs a bias: batch normalization takes off whatever is the same in all samples. */
    boolean keepsBias() {
        return this != BATCH;
    }
}
