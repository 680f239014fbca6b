/** Gradient penalties. */
module dev.gantry.losses.wgangp {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.losses.wgangp;

    provides dev.gantry.core.spi.LipschitzConstraintProvider with
            dev.gantry.losses.wgangp.GradientPenalty;
}
