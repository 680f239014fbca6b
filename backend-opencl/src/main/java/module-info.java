/** Graphics cards of any maker, and other devices, by OpenCL. */
module dev.gantry.opencl {
    requires dev.gantry.engine;
    requires static org.jspecify;

    provides dev.gantry.engine.backend.BackendProvider with
            dev.gantry.opencl.OpenClBackendProvider;
}
