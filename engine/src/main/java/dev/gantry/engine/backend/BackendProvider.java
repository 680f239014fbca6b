package dev.gantry.engine.backend;

import java.util.Optional;

/** Found by {@link java.util.ServiceLoader}; each offers one device. */
public interface BackendProvider {

    /** The name that recipes give as {@code backend.device}, such as {@code reference}. */
    String device();

    /** Where several devices are available, {@code auto} takes the one with the highest rank. */
    int rank();

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
