package dev.gantry.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.run.DataSummary.Duplicate;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DataSummaryTest {

    /** Images of two channels and two pixels. */
    private static final Samples IMAGES =
            Samples.of(Shape.of(2, 1, 2), new float[] {-1, 1, 0, 0, 1, 1, 0.5f, -0.5f, -1, 1, 0, 0});

    @Test
    void eachChannelHasItsMeanAndSpread() {
        DataSummary summary = DataSummary.of(IMAGES);
        assertThat(summary.samples()).isEqualTo(3);
        assertThat(summary.channels()).hasSize(2);
        // -1, 1, 1, 1, -1, 1: a mean of 1/3, and squares of 1.
        assertThat(summary.channels().get(0).mean()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(summary.channels().get(0).stddev()).isCloseTo(Math.sqrt(8 / 9.0), within(1e-12));
        // Two of six are 1/2 away from 0.
        assertThat(summary.channels().get(1).mean()).isZero();
        assertThat(summary.channels().get(1).stddev()).isCloseTo(Math.sqrt(1 / 12.0), within(1e-12));
    }

    @Test
    void duplicatesAreNamed() {
        assertThat(DataSummary.of(IMAGES).duplicates()).containsExactly(new Duplicate("sample 2", "sample 0"));
    }

    @Test
    void anEndlessSourceIsLookedAtForAWhile() {
        DataSummary summary = DataSummary.of(new Samples() {
            @Override
            public Shape shape() {
                return Shape.of(1);
            }

            @Override
            public OptionalLong size() {
                return OptionalLong.empty();
            }

            @Override
            public void read(long index, float[] target, int offset) {
                target[offset] = index;
            }
        });
        assertThat(summary.samples()).isEqualTo(10_000);
        assertThat(summary.duplicates()).isEmpty();
        assertThat(summary.classes()).isEmpty();
        assertThat(summary.channels().getFirst().mean()).isCloseTo(4999.5, within(1e-9));
    }

    @Test
    void manyClassesAreNotListed() {
        SequencedMap<String, Long> few = new LinkedHashMap<>();
        few.put("cats", 3L);
        few.put("dogs", 4L);
        assertThat(DataSummary.ofClasses(few)).contains("2 classes: cats (3), dogs (4)");
        SequencedMap<String, Long> many = IntStream.range(0, 50)
                .boxed()
                .collect(Collectors.toMap(Object::toString, i -> 7L + i, (a, _) -> a, LinkedHashMap::new));
        assertThat(DataSummary.ofClasses(many)).contains("50 classes: from 7 to 56 samples each");
        assertThat(DataSummary.ofClasses(new LinkedHashMap<>())).isEmpty();
    }
}
