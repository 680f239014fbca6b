/** The losses of classic generative adversarial networks. */
module dev.gantry.losses.gan {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.losses.gan;

    provides dev.gantry.core.spi.LossProvider with
            dev.gantry.losses.gan.BoundaryEquilibriumLoss,
            dev.gantry.losses.gan.EnergyBasedLoss,
            dev.gantry.losses.gan.HingeLoss,
            dev.gantry.losses.gan.LeastSquaresLoss,
            dev.gantry.losses.gan.MinimaxLoss,
            dev.gantry.losses.gan.NonSaturatingLoss,
            dev.gantry.losses.gan.RelativisticLoss;
}
