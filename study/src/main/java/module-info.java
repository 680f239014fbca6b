/** Trains many recipes, and compares what came of them. */
@SuppressWarnings("module") // the application is built after this module
module dev.gantry.study {
    requires transitive dev.gantry.pictures;
    requires dev.gantry.report;
    requires transitive dev.gantry.runtime;
    requires org.apache.logging.log4j;
    requires java.management;
    requires static org.jspecify;

    exports dev.gantry.study to
            dev.gantry.app;
}
