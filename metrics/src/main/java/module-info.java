/** Measures of sample quality. */
module dev.gantry.metrics {
    requires dev.gantry.core;
    requires static org.jspecify;
}
