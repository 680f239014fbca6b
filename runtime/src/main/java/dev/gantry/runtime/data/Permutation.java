package dev.gantry.runtime.data;

import dev.gantry.core.random.Philox;

/**
 * A shuffle of the whole numbers below {@code size} that is computed and not stored: a Feistel network over the smallest
 * even number of bits that holds them, walked until it falls on one (Black and Rogaway 2002, "Ciphers with arbitrary
 * finite domains").
 *
 * <p>One thread at a time.
 */
final class Permutation {

    private static final int ROUNDS = 4;

    private final long size;
    private final long key;
    private final int halfBits;
    private final long halfMask;
    private final int[] words = new int[4];

    Permutation(long size, long key) {
        this.size = size;
        this.key = key;
        int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
        this.halfBits = (bits + 1) / 2;
        this.halfMask = (1L << halfBits) - 1;
    }

    /** Where a position goes in the shuffle of an epoch. */
    long at(long epoch, long position) {
        long index = position;
        do {
            index = encrypt(epoch, index);
        } while (index >= size);
        return index;
    }

    private long encrypt(long epoch, long index) {
        long left = index >>> halfBits;
        long right = index & halfMask;
        for (int round = 0; round < ROUNDS; round++) {
            Philox.block(key, epoch, right * ROUNDS + round, words);
            long mixed = left ^ ((words[0] & 0xffffffffL) & halfMask);
            left = right;
            right = mixed;
        }
        return left << halfBits | right;
    }
}
