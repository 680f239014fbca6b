package dev.gantry.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.tries.Tries;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PermutationTest {

    @Test
    void reachesEveryNumberOnce() {
        Tries.of(60, draw -> {
            int size = draw.between(1, 300);
            long key = draw.anyLong();
            long epoch = draw.between(0, Long.MAX_VALUE);
            Permutation shuffle = new Permutation(size, key);

            long[] shuffled = LongStream.range(0, size)
                    .map(i -> shuffle.at(epoch, i))
                    .sorted()
                    .toArray();

            assertThat(shuffled).isEqualTo(LongStream.range(0, size).toArray());
        });
    }

    @Test
    void differsFromEpochToEpochAndKeyToKey() {
        assertThat(order(1, 0)).isNotEqualTo(order(1, 1)).isNotEqualTo(order(2, 0));
        assertThat(order(1, 0))
                .isEqualTo(order(1, 0))
                .isNotEqualTo(LongStream.range(0, 50).toArray());
    }

    @Test
    void spreadsNeighboursOverTheWholeRange() {
        // The mean distance of two numbers drawn from 0 to n is n / 3.
        int size = 10_000;
        Permutation shuffle = new Permutation(size, 5);

        double distance = LongStream.range(1, size)
                .map(i -> Math.abs(shuffle.at(0, i) - shuffle.at(0, i - 1)))
                .average()
                .orElseThrow();

        assertThat(distance).isBetween(0.95 * size / 3, 1.05 * size / 3);
    }

    private static long[] order(long key, long epoch) {
        Permutation shuffle = new Permutation(50, key);
        return LongStream.range(0, 50).map(i -> shuffle.at(epoch, i)).toArray();
    }
}
