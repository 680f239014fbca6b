package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory is taken at the lowest place that is free during all steps, as a table of every address at every step says. */
final class ArenaTest {

    private static final int UNIT = 32;

    @ParameterizedTest
    @CsvSource({"1, 20, 8", "2, 200, 8", "3, 200, 2", "7, 300, 5", "64, 400, 4", "100, 400, 20"})
    void takesTheLowestFreePlace(int steps, int requests, int largest) {
        Random random = new Random(steps);
        Arena arena = new Arena(steps);
        BitSet[] taken = IntStream.range(0, steps).mapToObj(_ -> new BitSet()).toArray(BitSet[]::new);
        int end = 0;
        for (int i = 0; i < requests; i++) {
            int first = random.nextInt(steps);
            int last = first + random.nextInt(steps - first);
            int units = 1 + random.nextInt(largest);
            int lowest = 0;
            while (isTaken(taken, first, last, lowest, lowest + units)) {
                lowest++;
            }
            for (int step = first; step <= last; step++) {
                taken[step].set(lowest, lowest + units);
            }
            end = Math.max(end, lowest + units);

            long length = (long) units * UNIT - random.nextInt(UNIT);
            assertThat(arena.take(first, last, length)).as("request %d", i).isEqualTo((long) lowest * UNIT);
        }
        assertThat(arena.size()).isEqualTo((long) end * UNIT);
    }

    private static boolean isTaken(BitSet[] taken, int first, int last, int from, int to) {
        return IntStream.rangeClosed(first, last)
                .anyMatch(step -> !taken[step].get(from, to).isEmpty());
    }
}
