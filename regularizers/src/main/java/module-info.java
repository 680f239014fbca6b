/** Regularizers of GAN training. */
module dev.gantry.regularizers {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.regularizers;

    provides dev.gantry.core.spi.RegularizerProvider with
            dev.gantry.regularizers.InputNoise,
            dev.gantry.regularizers.LabelSmoothing;
}
