/** Generators and critics. */
module dev.gantry.networks {
    requires dev.gantry.core;
    requires static org.jspecify;
}
