/** Priors of the latent: normal, uniform, on a sphere, truncated, and a mixture. */
module dev.gantry.priors {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.priors;

    provides dev.gantry.core.spi.PriorProvider with
            dev.gantry.priors.GaussianMixture,
            dev.gantry.priors.Normal,
            dev.gantry.priors.Sphere,
            dev.gantry.priors.Truncated,
            dev.gantry.priors.Uniform;
}
