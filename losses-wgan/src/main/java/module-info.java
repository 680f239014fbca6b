/** The Wasserstein loss and weight clipping. */
module dev.gantry.losses.wgan {
    requires dev.gantry.core;
    requires static org.jspecify;
}
