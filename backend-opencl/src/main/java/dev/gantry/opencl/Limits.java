package dev.gantry.opencl;

import java.util.Optional;

/** What kernels ask of a device. */
final class Limits {

    private static final int GROUP_SIZE = 256;
    private static final int LOCAL_MEMORY = 16 << 10;

    private Limits() {}

    /** Why a device cannot be used, in one sentence. */
    static Optional<String> problem(Device device) {
        if (!device.usable()) {
            return Optional.of(
                    "the driver of the " + device.name() + " says that it is not available, or has no compiler");
        }
        if (device.groupSize() < GROUP_SIZE || device.localMemory() < LOCAL_MEMORY) {
            return Optional.of("the %s has groups of %,d work-items with %,d bytes, and needs %d with %,d"
                    .formatted(device.name(), device.groupSize(), device.localMemory(), GROUP_SIZE, LOCAL_MEMORY));
        }
        if (!device.doubles()) {
            return Optional.of("the " + device.name()
                    + " does not compute in double precision, in which normal numbers are drawn");
        }
        return Optional.empty();
    }
}
