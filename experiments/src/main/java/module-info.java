/** The experiments behind the figures of the papers. */
@SuppressWarnings("module") // the application is built after this module
module dev.gantry.experiments {
    requires dev.gantry.metrics;
    requires dev.gantry.optimizers;
    requires dev.gantry.pictures;
    requires dev.gantry.report;
    requires transitive dev.gantry.runtime;
    requires static org.jspecify;

    exports dev.gantry.experiments to
            dev.gantry.app;
}
