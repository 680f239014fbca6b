/** Pictures of samples and of numbers. */
module dev.gantry.pictures {
    requires transitive dev.gantry.runtime;
    requires transitive java.desktop;
    requires static org.jspecify;
    requires transitive xchart;

    exports dev.gantry.pictures;
}
