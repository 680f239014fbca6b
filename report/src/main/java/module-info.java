/** What shows runs: pages, in a file or live, and files for TensorBoard. */
module dev.gantry.report {
    requires transitive dev.gantry.runtime;
    requires com.google.protobuf;
    requires jdk.httpserver;
    requires static org.jspecify;
    // The chart library, which is a resource of its JAR.
    requires uplot;

    exports dev.gantry.report;
}
