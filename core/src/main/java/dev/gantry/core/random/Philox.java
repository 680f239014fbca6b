package dev.gantry.core.random;

import java.nio.charset.StandardCharsets;

/**
 * The counter-based generator Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
 *
 * <p>A key names a stream; within it every pair of step and index has its own number, and none depends on another.
 */
public final class Philox {

    public static final int ROUNDS = 10;
    public static final int MULTIPLIER_0 = 0xD2511F53;
    public static final int MULTIPLIER_1 = 0xCD9E8D57;
    public static final int WEYL_0 = 0x9E3779B9;
    public static final int WEYL_1 = 0xBB67AE85;

    private static final double TWO_TO_MINUS_24 = 0x1p-24;

    private Philox() {}

    /** The key of a named stream. */
    public static long key(long seed, String stream) {
        long hash = mix(seed);
        for (byte b : stream.getBytes(StandardCharsets.UTF_8)) {
            hash = mix(hash ^ (b & 0xff));
        }
        return hash;
    }

    /** The finalizer of SplitMix64: every bit of the input changes half of the output's. */
    private static long mix(long z) {
        z += 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Writes the four words of {@code block} to {@code words}; word {@code i} belongs to index {@code 4 * block + i}. */
    public static void block(long key, long step, long block, int[] words) {
        int c0 = (int) block;
        int c1 = (int) (block >>> 32);
        int c2 = (int) step;
        int c3 = (int) (step >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (MULTIPLIER_0 & 0xffffffffL) * (c0 & 0xffffffffL);
            long p1 = (MULTIPLIER_1 & 0xffffffffL) * (c2 & 0xffffffffL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        words[0] = c0;
        words[1] = c1;
        words[2] = c2;
        words[3] = c3;
    }

    /** A word as a number of [0, 1), a multiple of 2^-24. */
    public static double uniform(int word) {
        return (word >>> 8) * TWO_TO_MINUS_24;
    }

    /**
     * The first (cosine) or second (sine) of the two normal numbers that two words make, by Box and Muller; the same on every
     * machine and device.
     */
    public static double normal(int word0, int word1, boolean second) {
        return BoxMuller.normal((word0 >>> 8) + 1, word1 >>> 8, second);
    }

    /** The uniform number of one index on [0, 1). */
    public static double uniform(long key, long step, long index) {
        int[] words = new int[4];
        block(key, step, index >>> 2, words);
        return uniform(words[(int) (index & 3)]);
    }

    /** The standard normal number of one index; indices 2j and 2j + 1 share two words. */
    public static double normal(long key, long step, long index) {
        int[] words = new int[4];
        block(key, step, index >>> 2, words);
        int pair = (int) (index & 2);
        return normal(words[pair], words[pair + 1], (index & 1) == 1);
    }
}
