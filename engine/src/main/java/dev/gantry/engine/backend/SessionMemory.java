package dev.gantry.engine.backend;

import java.util.List;

/**
 * Bytes of a device's memory that a session takes, apart from what the device's libraries allocate for themselves.
 *
 * @param variables of the plan
 * @param constants that its steps read
 * @param buffers of intermediate results, which the programs share
 * @param scratch of each shard, in which its steps work one after another; empty where a device tells of none
 */
public record SessionMemory(long variables, long constants, long buffers, List<Long> scratch) {

    public SessionMemory {
        scratch = List.copyOf(scratch);
    }

    /** All of them together. */
    public long total() {
        return variables
                + constants
                + buffers
                + scratch.stream().mapToLong(bytes -> bytes).sum();
    }
}
