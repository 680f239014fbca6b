package dev.gantry.engine.selftest;

import java.util.List;
import java.util.stream.Stream;

/** Every check of what a device computes: of each primitive, and of gradients. */
public final class DeviceChecks {

    private DeviceChecks() {}

    /** Each with a name of its own, the simplest first. */
    public static List<Check> all() {
        return Stream.of(
                        LayoutChecks.all(),
                        ElementwiseChecks.all(),
                        ProductChecks.all(),
                        DrawChecks.all(),
                        GradientChecks.all())
                .flatMap(List::stream)
                .toList();
    }
}
