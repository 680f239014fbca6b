/** From graphs to plans, and the devices that run them. */
module dev.gantry.engine {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.engine.backend;
    exports dev.gantry.engine.plan;
    exports dev.gantry.engine.scope;
    exports dev.gantry.engine.selftest;

    provides dev.gantry.engine.backend.BackendProvider with
            dev.gantry.engine.backend.ReferenceBackendProvider;
}
