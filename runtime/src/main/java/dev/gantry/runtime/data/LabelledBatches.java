package dev.gantry.runtime.data;

import dev.gantry.core.random.Philox;
import dev.gantry.runtime.trace.Variables;
import java.util.Optional;

/** Batches of the few labelled samples that a condition may learn from, if the recipe has such a condition. */
public final class LabelledBatches implements AutoCloseable {

    private final Optional<BatchPipeline> batches;

    private LabelledBatches(Optional<BatchPipeline> batches) {
        this.batches = batches;
    }

    public static LabelledBatches of(Split split, long seed, long firstBatch) {
        return new LabelledBatches(split.labelled()
                .map(labelled -> new BatchPipeline(
                        labelled.samples(), labelled.batch(), Philox.key(seed, "data/labelled"), firstBatch)));
    }

    /** The next batch as a step's input. */
    public void writeNext(Inputs inputs) throws InterruptedException {
        if (batches.isPresent()) {
            inputs.write(Variables.LABELLED, batches.get().next());
            inputs.write(Variables.LABELLED_LABELS, batches.get().labels());
        }
    }

    @Override
    public void close() {
        batches.ifPresent(BatchPipeline::close);
    }
}
