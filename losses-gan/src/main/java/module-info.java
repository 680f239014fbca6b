/** The losses of classic generative adversarial networks. */
module dev.gantry.losses.gan {
    requires dev.gantry.core;
    requires static org.jspecify;
}
