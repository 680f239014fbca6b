package dev.gantry.networks;

import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;

/** What stands between a network's hidden layers and their activations. */
public enum Normalization {

    /** Nothing. */
    NONE,

    /** Over each batch, see {@link BatchNormalization}; unsuited to a critic under a gradient penalty, which is per sample. */
    BATCH,

    /** Over each sample, see {@link LayerNormalization}. */
    LAYER;

    Tensor apply(Tensor x, Scope scope, Initialization init) {
        return switch (this) {
            case NONE -> x;
            case BATCH -> BatchNormalization.DEFAULT.apply(x, scope.child("batch-norm"), init);
            case LAYER -> LayerNormalization.DEFAULT.apply(x, scope.child("layer-norm"), init);
        };
    }

    /** Whether a layer before it needs a bias: batch normalization takes off whatever is the same in all samples. */
    boolean keepsBias() {
        return this != BATCH;
    }
}
