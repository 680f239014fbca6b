/** The Wasserstein loss, and constraints on the critic's weights. */
module dev.gantry.losses.wgan {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.losses.wgan;

    provides dev.gantry.core.spi.LipschitzConstraintProvider with
            dev.gantry.losses.wgan.NormClipping,
            dev.gantry.losses.wgan.OrthogonalRegularization,
            dev.gantry.losses.wgan.Orthonormalization,
            dev.gantry.losses.wgan.SpectralNormalization,
            dev.gantry.losses.wgan.SpectralPenalty,
            dev.gantry.losses.wgan.WeightClipping;
    provides dev.gantry.core.spi.LossProvider with
            dev.gantry.losses.wgan.WassersteinLoss;
}
