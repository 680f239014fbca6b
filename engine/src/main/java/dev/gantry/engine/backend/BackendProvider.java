package dev.gantry.engine.backend;

import java.util.List;
import java.util.Optional;

/** Found by {@link java.util.ServiceLoader}; each offers one device, or the best of several. */
public interface BackendProvider {

    /** The name that recipes give as {@code backend.device}, such as {@code reference}. */
    String device();

    /** Further devices of its kind, each by a name of its own, such as {@code opencl:1}. Throws nothing. */
    default List<BackendProvider> others() {
        return List.of();
    }

    /** Whether the device answers to what a recipe says, which may be more than its {@link #device}. */
    default boolean isCalled(String name) {
        return name.equals(device());
    }

    /** Where several devices are available, {@code auto} takes the one with the highest rank. */
    int rank();

    /** Whether {@code auto} may take it at all. */
    default boolean automatic() {
        return true;
    }

    /** Whether it is so slow that a warning is due where {@code auto} takes it because the others cannot be used. */
    default boolean lastResort() {
        return false;
    }

    /**
     * Why the device cannot be used here, in one sentence; empty if it can. What the device needs of native code is loaded to
     * know it, once in a JVM: the answer stays the same. Throws nothing.
     */
    Optional<String> problem();

    /** Opens the device; only where there is no {@link #problem}. */
    Backend open();
}
