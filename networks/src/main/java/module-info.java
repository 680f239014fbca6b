/** Generators, critics, and types of layer. */
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
    provides dev.gantry.core.spi.LayerProvider with
            dev.gantry.networks.layer.AveragePool,
            dev.gantry.networks.layer.BatchNormalization,
            dev.gantry.networks.layer.Convolution,
            dev.gantry.networks.layer.Dense,
            dev.gantry.networks.layer.Flatten,
            dev.gantry.networks.layer.LayerNormalization,
            dev.gantry.networks.layer.LeakyRelu,
            dev.gantry.networks.layer.Relu,
            dev.gantry.networks.layer.Reshape,
            dev.gantry.networks.layer.Sigmoid,
            dev.gantry.networks.layer.Tanh,
            dev.gantry.networks.layer.TransposedConvolution,
            dev.gantry.networks.layer.Upsample;
}
