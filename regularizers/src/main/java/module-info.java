/** Regularizers of GAN training. */
module dev.gantry.regularizers {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.regularizers;

    provides dev.gantry.core.spi.RegularizerProvider with
            dev.gantry.regularizers.Consistency,
            dev.gantry.regularizers.DiffAugment,
            dev.gantry.regularizers.FeatureMatching,
            dev.gantry.regularizers.HistoricalAveraging,
            dev.gantry.regularizers.InputNoise,
            dev.gantry.regularizers.LabelFlipping,
            dev.gantry.regularizers.LabelSmoothing,
            dev.gantry.regularizers.LayerNoise,
            dev.gantry.regularizers.MinibatchDiscrimination,
            dev.gantry.regularizers.MinibatchStddev,
            dev.gantry.regularizers.Packing,
            dev.gantry.regularizers.PullingAway,
            dev.gantry.regularizers.Replay,
            dev.gantry.regularizers.TensorflowLabelSmoothing,
            dev.gantry.regularizers.VirtualBatchNormalization;
}
