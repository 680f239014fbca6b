package dev.gantry.runtime.data;

import dev.gantry.core.random.Philox;
import dev.gantry.runtime.trace.Variables;
import java.util.Optional;

/** Batches of the few labelled samples that a condition may learn from, if the recipe has such a condition. */
final class LabelledBatches implements AutoCloseable {

    private final Optional<BatchPipeline> batches;
    private float[] samples = new float[0];

    private LabelledBatches(Optional<BatchPipeline> batches) {
        this.batches = batches;
    }

    static LabelledBatches of(Split split, long seed, long firstBatch) {
        return new LabelledBatches(split.labelled()
                .map(labelled -> new BatchPipeline(
                        labelled.samples(), labelled.batch(), Philox.key(seed, "data/labelled"), firstBatch)));
    }

    /** Takes the next batch. */
    void next() throws InterruptedException {
        if (batches.isPresent()) {
            samples = batches.get().next();
        }
    }

    /** The batch that was taken last, as a step's input. */
    void write(Inputs inputs) {
        batches.ifPresent(taken -> {
            inputs.write(Variables.LABELLED, samples);
            inputs.write(Variables.LABELLED_LABELS, taken.labels());
        });
    }

    @Override
    public void close() {
        batches.ifPresent(BatchPipeline::close);
    }
}
