/** Generators and critics. */
module dev.gantry.networks {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.networks;

    provides dev.gantry.core.spi.CriticProvider with
            dev.gantry.networks.AutoencoderCritic,
            dev.gantry.networks.DcganCritic,
            dev.gantry.networks.LayersCritic,
            dev.gantry.networks.MlpCritic;
    provides dev.gantry.core.spi.GeneratorProvider with
            dev.gantry.networks.DcganGenerator,
            dev.gantry.networks.LayersGenerator,
            dev.gantry.networks.MlpGenerator;
}
