package dev.gantry.engine.plan;

/**
 * What makes a plan fast. Each pass can be left out, and results differ in rounding alone.
 *
 * @param simplify equal work is done once, and work whose result is known is not done
 * @param channelsLast convolutions see images {@code [N, H, W, C]}
 * @param fuse chains of element-wise work become one loop; without, every loop holds one instruction, reduction or copy, for
 *     devices that run them as ready-made kernels
 * @param shards over how many parts of a batch the work is divided, from 1 to {@value #MOST_SHARDS}; what is computed
 *     depends on it in the last bits, and not on how many cores or threads there are
 * @param precision of the operands of products and convolutions
 */
public record Passes(boolean simplify, boolean channelsLast, boolean fuse, int shards, Precision precision) {

    public static final int MOST_SHARDS = 64;

    /** All passes, on one shard, in single precision. */
    public static final Passes ALL = new Passes(true, true, true, 1, Precision.FLOAT32);

    public Passes {
        if (shards < 1 || shards > MOST_SHARDS) {
            throw new IllegalArgumentException("shards must be from 1 to " + MOST_SHARDS + ", found " + shards);
        }
    }

    /** For devices that run ready-made operations, which take images with their channels first and divide their own work. */
    public Passes ofSingleOperations() {
        return new Passes(simplify, false, false, 1, precision);
    }

    public Passes withShards(int chosen) {
        return new Passes(simplify, channelsLast, fuse, chosen, precision);
    }

    public Passes withPrecision(Precision chosen) {
        return new Passes(simplify, channelsLast, fuse, shards, chosen);
    }
}
