/** Schemes of training: alternating, simultaneous and extra-gradient updates, and implicit maximum likelihood estimation. */
module dev.gantry.schemes {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.schemes;

    provides dev.gantry.core.scheme.SchemeProvider with
            dev.gantry.schemes.Alternating,
            dev.gantry.schemes.ExtraGradient,
            dev.gantry.schemes.Imle,
            dev.gantry.schemes.Simultaneous;
}
