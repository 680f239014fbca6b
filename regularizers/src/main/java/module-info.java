/** Regularizers of GAN training. */
module dev.gantry.regularizers {
    requires dev.gantry.core;
    requires static org.jspecify;
}
