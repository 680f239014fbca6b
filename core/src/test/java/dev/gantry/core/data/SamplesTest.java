package dev.gantry.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {

    /** Sample i is i. */
    private static Samples numbers(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = i;
        }
        return Samples.of(Shape.of(1), values);
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "10, 7", "10, 10", "100, 64"})
    void drawsOneSampleOfEachPart(int size, int count) {
        for (long seed = 1; seed <= 200; seed++) {
            float[] drawn = numbers(size).draw(count, seed);
            assertThat(drawn).hasSize(count).doesNotHaveDuplicates();
            for (int i = 0; i < count; i++) {
                assertThat((int) drawn[i]).isBetween(i * size / count, (i + 1) * size / count - 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "1, 1"})
    void drawsAllWhereThereAreNoMore(int size, int count) {
        assertThat(numbers(size).draw(count, 1)).hasSize(size).doesNotHaveDuplicates();
    }
}
