/** Sources of training data. */
module dev.gantry.data {
    requires dev.gantry.core;
    requires static org.jspecify;
    requires java.desktop;
}
