package dev.gantry.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class BatchPipelineTest {

    @Test
    void showsEverySampleOncePerEpoch() throws InterruptedException {
        List<Float> seen = new ArrayList<>();
        try (BatchPipeline pipeline = new BatchPipeline(identity(OptionalLong.of(10)), 4, 3, 0)) {
            // Five batches of four are two epochs of ten, with a batch across their border.
            for (int batch = 0; batch < 5; batch++) {
                seen.addAll(list(pipeline.next()));
            }
        }

        assertThat(seen.subList(0, 10)).containsExactlyInAnyOrder(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f);
        assertThat(seen.subList(10, 20)).containsExactlyInAnyOrder(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f);
        assertThat(seen.subList(10, 20)).isNotEqualTo(seen.subList(0, 10));
    }

    @Test
    void continuesWhereAnotherStopped() throws InterruptedException {
        List<List<Float>> whole = batches(0, 12);

        assertThat(batches(7, 5)).isEqualTo(whole.subList(7, 12));
    }

    @Test
    void readsASourceWithoutSizeInOrder() throws InterruptedException {
        try (BatchPipeline pipeline = new BatchPipeline(identity(OptionalLong.empty()), 3, 1, 2)) {
            assertThat(pipeline.next()).containsExactly(6, 7, 8);
        }
    }

    @Test
    void handsTheReadersFailureToTheTrainer() throws InterruptedException {
        Samples broken = samples(OptionalLong.empty(), index -> {
            if (index >= 4) {
                throw new DataException("images/a.png: is no image");
            }
            return index;
        });
        try (BatchPipeline pipeline = new BatchPipeline(broken, 2, 1, 0)) {
            assertThat(pipeline.next()).containsExactly(0, 1);
            assertThat(pipeline.next()).containsExactly(2, 3);
            assertThatThrownBy(pipeline::next)
                    .isInstanceOf(DataException.class)
                    .hasMessage("images/a.png: is no image");
            assertThatThrownBy(pipeline::next).isInstanceOf(DataException.class);
        }
    }

    @Test
    void namesTheBatchWhereASourceHasABug() {
        Samples broken = samples(OptionalLong.empty(), index -> {
            throw new IllegalStateException("bug");
        });
        try (BatchPipeline pipeline = new BatchPipeline(broken, 2, 1, 5)) {
            assertThatThrownBy(pipeline::next)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("batch 5")
                    .hasMessageContaining("bug");
        }
    }

    @Test
    void readsNothingOnceItIsClosed() throws InterruptedException {
        List<Long> read = new java.util.concurrent.CopyOnWriteArrayList<>();
        BatchPipeline pipeline = new BatchPipeline(
                samples(OptionalLong.empty(), index -> {
                    read.add(index);
                    return index;
                }),
                2,
                1,
                0);
        pipeline.next();
        pipeline.close();
        int reads = read.size();

        pipeline.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().equals("gantry-data"));
        assertThat(read).hasSize(reads);
    }

    private static List<List<Float>> batches(long first, int count) throws InterruptedException {
        List<List<Float>> batches = new ArrayList<>();
        try (BatchPipeline pipeline = new BatchPipeline(identity(OptionalLong.of(10)), 4, 3, first)) {
            for (int i = 0; i < count; i++) {
                batches.add(list(pipeline.next()));
            }
        }
        return batches;
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    /** Sample i is the number i. */
    private static Samples identity(OptionalLong size) {
        return samples(size, index -> index);
    }

    private static Samples samples(OptionalLong size, LongUnaryOperator value) {
        return new Samples() {
            @Override
            public Shape shape() {
                return Shape.of(1);
            }

            @Override
            public OptionalLong size() {
                return size;
            }

            @Override
            public void read(long index, float[] target, int offset) {
                target[offset] = value.applyAsLong(index);
            }
        };
    }
}
