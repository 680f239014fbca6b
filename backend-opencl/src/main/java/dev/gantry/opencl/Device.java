package dev.gantry.opencl;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A device of OpenCL.
 *
 * @param id its handle
 * @param name as its driver tells
 * @param platform whose driver it is
 * @param driver the driver's version
 * @param kind of device
 * @param memory in bytes
 * @param largestAllocation in bytes
 * @param localMemory of a group, in bytes
 * @param groupSize the most work-items of a group
 * @param units that compute side by side
 * @param usable whether there is a driver that works, and a compiler
 * @param doubles whether it computes in double precision
 * @param dividesExactly whether it can round quotients and square roots as IEEE 754 does
 */
record Device(
        MemorySegment id,
        String name,
        String platform,
        String driver,
        Kind kind,
        long memory,
        long largestAllocation,
        long localMemory,
        long groupSize,
        long units,
        boolean usable,
        boolean doubles,
        boolean dividesExactly) {

    /** Kinds of devices, the fastest first. */
    enum Kind {
        CARD("graphics card"),
        SHARED("graphics in the processor"),
        OTHER("accelerator"),
        PROCESSOR("processor");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private static final int PLATFORM_NAME = 0x0902;
    private static final int TYPE = 0x1000;
    private static final int UNITS = 0x1002;
    private static final int GROUP_SIZE = 0x1004;
    private static final int LARGEST_ALLOCATION = 0x1010;
    private static final int SINGLE_PRECISION = 0x101B;
    private static final int MEMORY = 0x101F;
    private static final int LOCAL_MEMORY = 0x1023;
    private static final int AVAILABLE = 0x1027;
    private static final int COMPILER = 0x1028;
    private static final int NAME = 0x102B;
    private static final int DRIVER = 0x102D;
    private static final int DOUBLE_PRECISION = 0x1032;
    private static final int SHARES_MEMORY = 0x1035;

    private static final long IS_PROCESSOR = 2;
    private static final long IS_CARD = 4;
    private static final long DIVIDES_EXACTLY = 128;

    /** All of them, the best first; their order stays the same. */
    static List<Device> all(OpenCl library) {
        List<Device> devices = new ArrayList<>();
        for (MemorySegment platform : library.platforms()) {
            String name = library.platformText(platform, PLATFORM_NAME);
            library.devices(platform).forEach(device -> devices.add(of(library, name, device)));
        }
        devices.sort(Comparator.comparing(Device::kind)
                .thenComparing(Comparator.comparingLong(Device::memory).reversed()));
        return List.copyOf(devices);
    }

    private static Device of(OpenCl library, String platform, MemorySegment id) {
        long type = library.deviceNumber(id, TYPE);
        boolean shares = library.deviceNumber(id, SHARES_MEMORY) != 0;
        Kind kind = (type & IS_CARD) != 0
                ? shares ? Kind.SHARED : Kind.CARD
                : (type & IS_PROCESSOR) != 0 ? Kind.PROCESSOR : Kind.OTHER;
        return new Device(
                id,
                library.deviceText(id, NAME),
                platform,
                library.deviceText(id, DRIVER),
                kind,
                library.deviceNumber(id, MEMORY),
                library.deviceNumber(id, LARGEST_ALLOCATION),
                library.deviceNumber(id, LOCAL_MEMORY),
                library.deviceNumber(id, GROUP_SIZE),
                library.deviceNumber(id, UNITS),
                library.deviceNumber(id, AVAILABLE) != 0 && library.deviceNumber(id, COMPILER) != 0,
                library.deviceNumber(id, DOUBLE_PRECISION) != 0,
                (library.deviceNumber(id, SINGLE_PRECISION) & DIVIDES_EXACTLY) != 0);
    }

    /** Whether it has this in its name, whatever the case of the letters. */
    boolean isNamed(String part) {
        return name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    String description() {
        return "OpenCL, %s, a %s of %d units, %s, driver %s".formatted(name, kind, units, platform, driver);
    }
}
