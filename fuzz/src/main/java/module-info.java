/** All that ships but the application and its native backend, which tests feed with what is broken; holds nothing itself. */
module dev.gantry.fuzz {
    requires dev.gantry.conditions;
    requires dev.gantry.data;
    requires dev.gantry.losses.gan;
    requires dev.gantry.losses.wgan;
    requires dev.gantry.losses.wgangp;
    requires dev.gantry.metrics;
    requires dev.gantry.networks;
    requires dev.gantry.optimizers;
    requires dev.gantry.priors;
    requires dev.gantry.regularizers;
    requires dev.gantry.runtime;
    requires dev.gantry.schedules;
    requires dev.gantry.schemes;
    requires java.desktop;
    requires java.management;
}
