package dev.gantry.core.runtime;

import dev.gantry.core.random.Philox;
import dev.gantry.core.spi.Condition.LabelledSubset;
import dev.gantry.core.spi.DataException;
import dev.gantry.core.spi.Samples;
import dev.gantry.core.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** Batches of the few labelled samples that a condition may learn from, if the recipe has such a condition. */
final class LabelledBatches implements AutoCloseable {

    private final Optional<BatchPipeline> batches;

    private LabelledBatches(Optional<BatchPipeline> batches) {
        this.batches = batches;
    }

    static LabelledBatches of(TrainingPlan plan, long firstBatch) {
        long seed = plan.recipe().seed();
        return new LabelledBatches(plan.recipe().conditions().values().stream()
                .flatMap(condition -> condition.labelledSubset().stream())
                .findFirst()
                .map(subset -> new BatchPipeline(
                        subset(plan.data(), subset, seed),
                        subset.batch(),
                        Philox.key(seed, "data/labelled"),
                        firstBatch)));
    }

    /** The next batch as a step's input. */
    void writeNext(Inputs inputs) throws InterruptedException {
        if (batches.isPresent()) {
            inputs.write(Variables.LABELLED, batches.get().next());
            inputs.write(Variables.LABELLED_LABELS, batches.get().labels());
        }
    }

    @Override
    public void close() {
        batches.ifPresent(BatchPipeline::close);
    }

    /** As many samples of each class, the first ones in an order of its own. */
    private static Samples subset(Samples data, LabelledSubset subset, long seed) {
        long size = data.size().orElse(Long.MAX_VALUE);
        Permutation order = new Permutation(size, Philox.key(seed, "data/labelled/order"));
        int[] wanted = new int[data.classes()];
        Arrays.setAll(wanted, label -> (subset.samples() + label) / wanted.length);
        long[] chosen = new long[subset.samples()];
        int found = 0;
        for (long i = 0; found < chosen.length; i++) {
            if (i == size) {
                throw new DataException("there are no " + chosen.length + " samples with as many of each class");
            }
            long index = size == Long.MAX_VALUE ? i : order.at(0, i);
            if (wanted[data.label(index)]-- > 0) {
                chosen[found++] = index;
            }
        }
        return new Subset(data, chosen);
    }

    @SuppressWarnings("ArrayRecordComponent") // only read
    private record Subset(Samples data, long[] chosen) implements Samples {

        @Override
        public Shape shape() {
            return data.shape();
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.of(chosen.length);
        }

        @Override
        public void read(long index, float[] target, int offset) {
            data.read(chosen[(int) index], target, offset);
        }

        @Override
        public int classes() {
            return data.classes();
        }

        @Override
        public int label(long index) {
            return data.label(chosen[(int) index]);
        }
    }
}
