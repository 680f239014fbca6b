/** Update rules: stochastic gradient descent, RMSProp and Adam. */
module dev.gantry.optimizers {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.optimizers;

    provides dev.gantry.core.spi.OptimizerProvider with
            dev.gantry.optimizers.Adam,
            dev.gantry.optimizers.RmsProp,
            dev.gantry.optimizers.Sgd;
}
