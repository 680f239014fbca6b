package dev.gantry.spark;

import java.io.Serializable;
import java.util.Optional;

/**
 * What came of a task on an executor.
 *
 * @param vector what the worker found, as {@link WorkerState#bytes}; empty where it failed
 * @param failure why it failed and would fail again, with the host; empty where it did not
 */
@SuppressWarnings("ArrayRecordComponent") // millions of bytes
record Finding(byte[] vector, String failure) implements Serializable {

    private static final long serialVersionUID = 1L;

    static Finding of(float[] found) {
        return new Finding(WorkerState.bytes(found), "");
    }

    static Finding failed(String why) {
        return new Finding(new byte[0], why);
    }

    Optional<String> whyFailed() {
        return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
    }
}
