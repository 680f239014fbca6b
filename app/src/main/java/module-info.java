/** The command line, with the plugins that ship with it. */
module dev.gantry.app {
    requires dev.gantry.conditions;
    requires dev.gantry.data;
    requires dev.gantry.experiments;
    requires dev.gantry.losses.gan;
    requires dev.gantry.losses.wgan;
    requires dev.gantry.losses.wgangp;
    requires dev.gantry.metrics;
    requires dev.gantry.networks;
    requires dev.gantry.optimizers;
    requires dev.gantry.priors;
    requires dev.gantry.regularizers;
    requires dev.gantry.report;
    requires transitive dev.gantry.runtime;
    requires dev.gantry.schedules;
    requires dev.gantry.schemes;
    requires dev.gantry.study;
    requires transitive info.picocli;
    requires java.desktop;
    requires java.management;
    requires me.tongfei.progressbar;
    requires org.apache.logging.log4j;
    requires org.apache.logging.log4j.core;
    requires static org.jspecify;

    exports dev.gantry.app.command;

    opens dev.gantry.app to
            info.picocli;

    uses dev.gantry.app.command.CommandProvider;
    uses dev.gantry.runtime.ClusterProvider;
}
