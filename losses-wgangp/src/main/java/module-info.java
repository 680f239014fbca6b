/** Gradient penalties. */
module dev.gantry.losses.wgangp {
    requires dev.gantry.core;
    requires static org.jspecify;
}
