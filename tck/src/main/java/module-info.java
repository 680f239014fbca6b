/** What the tests of components share, those of plugin authors included. */
module dev.gantry.tck {
    requires transitive dev.gantry.engine;
    requires static org.jspecify;

    exports dev.gantry.tck;
}
