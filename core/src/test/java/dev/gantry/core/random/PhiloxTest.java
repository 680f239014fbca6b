package dev.gantry.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.tries.Tries;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PhiloxTest {

    private static final long SAMPLES = 200_000;

    /** The lines "philox4x32 10" of the file kat_vectors of the Random123 distribution: counter, key, result. */
    @Test
    void knownAnswers() {
        assertThat(block(0, 0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1, -1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void indicesTakeTheWordsOfTheirBlockInOrder() {
        Tries.of(1000, draw -> {
            long key = draw.anyLong();
            long step = draw.anyLong();
            long index = draw.between(0, 1L << 40);
            int[] words = new int[4];
            Philox.block(key, step, index / 4, words);
            assertThat(Philox.uniform(key, step, index)).isEqualTo((words[(int) (index % 4)] >>> 8) / 16777216.0);
        });
    }

    @Test
    void wordsCoverTheUnitIntervalWithoutItsEnd() {
        assertThat(Philox.uniform(0)).isZero();
        assertThat(Philox.uniform(0x80000000)).isEqualTo(0.5);
        assertThat(Philox.uniform(-1)).isEqualTo(1 - 0x1p-24);
    }

    @Test
    void normalNumbersAreFiniteAtTheEndsOfTheUnitInterval() {
        assertThat(Philox.normal(0, 0, false)).isCloseTo(Math.sqrt(48 * Math.log(2)), within(1e-12));
        assertThat(Philox.normal(-1, 0, false)).isZero();
        assertThat(Philox.normal(0, 0x40000000, true)).isCloseTo(Math.sqrt(48 * Math.log(2)), within(1e-12));
    }

    @Test
    void uniformMoments() {
        long key = Philox.key(1, "uniform");
        // Moments about the mean; tolerances of five standard errors.
        assertThat(moment(1, i -> Philox.uniform(key, 7, i))).isCloseTo(0.5, within(0.0033));
        assertThat(moment(2, i -> Philox.uniform(key, 7, i) - 0.5)).isCloseTo(1 / 12.0, within(0.0009));
        assertThat(moment(4, i -> Philox.uniform(key, 7, i) - 0.5)).isCloseTo(1 / 80.0, within(0.0002));
    }

    @Test
    void normalMoments() {
        long key = Philox.key(1, "normal");
        assertThat(moment(1, i -> Philox.normal(key, 7, i))).isCloseTo(0, within(0.0112));
        assertThat(moment(2, i -> Philox.normal(key, 7, i))).isCloseTo(1, within(0.0159));
        assertThat(moment(3, i -> Philox.normal(key, 7, i))).isCloseTo(0, within(0.0434));
        assertThat(moment(4, i -> Philox.normal(key, 7, i))).isCloseTo(3, within(0.11));
    }

    @Test
    void neighboursAndStepsAndStreamsAreUncorrelated() {
        long key = Philox.key(1, "latent");
        long other = Philox.key(1, "penalty");
        assertThat(moment(1, i -> Philox.normal(key, 0, 2 * i) * Philox.normal(key, 0, 2 * i + 1)))
                .isCloseTo(0, within(0.0112));
        assertThat(moment(1, i -> Philox.normal(key, 0, i) * Philox.normal(key, 1, i)))
                .isCloseTo(0, within(0.0112));
        assertThat(moment(1, i -> Philox.normal(key, 0, i) * Philox.normal(other, 0, i)))
                .isCloseTo(0, within(0.0112));
    }

    @Test
    void everySeedAndStreamHasItsOwnKey() {
        Set<Long> keys = new HashSet<>();
        for (int seed = 0; seed < 1000; seed++) {
            for (String stream : new String[] {"", "a", "b", "ab", "ba", "a-1", "a-2"}) {
                keys.add(Philox.key(seed, stream));
            }
        }
        assertThat(keys).hasSize(7000);
    }

    private static double moment(int power, LongToDoubleFunction draw) {
        return LongStream.range(0, SAMPLES)
                .mapToDouble(i -> Math.pow(draw.applyAsDouble(i), power))
                .average()
                .orElseThrow();
    }

    private static int[] block(int c0, int c1, int c2, int c3, int k0, int k1) {
        int[] words = new int[4];
        Philox.block(join(k0, k1), join(c2, c3), join(c0, c1), words);
        return words;
    }

    private static long join(int low, int high) {
        return (long) high << 32 | low & 0xffffffffL;
    }
}
