package dev.gantry.spark;

import java.io.Serializable;
import java.util.Optional;

/**
 * What came of a task on an executor.
 *
 * @param bytes what was found, or made before it failed
 * @param failure why it failed and would fail again; empty where it did not
 */
@SuppressWarnings("ArrayRecordComponent") // millions of bytes
record Finding(byte[] bytes, String failure) implements Serializable {

    private static final long serialVersionUID = 1L;

    static Finding of(byte[] found) {
        return new Finding(found, "");
    }

    static Finding failed(String why) {
        return new Finding(new byte[0], why);
    }

    Optional<String> whyFailed() {
        return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
    }
}
