/** Gradient penalties. */
module dev.gantry.losses.wgangp {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.losses.wgangp;

    provides dev.gantry.core.spi.LipschitzConstraintProvider with
            dev.gantry.losses.wgangp.DraganPenalty,
            dev.gantry.losses.wgangp.DriftPenalty,
            dev.gantry.losses.wgangp.GradientPenalty,
            dev.gantry.losses.wgangp.LipschitzPenalty,
            dev.gantry.losses.wgangp.R1Penalty,
            dev.gantry.losses.wgangp.R2Penalty;
}
