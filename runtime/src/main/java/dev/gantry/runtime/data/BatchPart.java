package dev.gantry.runtime.data;

import dev.gantry.core.data.DataException;
import dev.gantry.runtime.data.BatchPipeline.Share;
import dev.gantry.runtime.recipe.TrainingSettings;
import dev.gantry.runtime.trace.Variables;
import java.util.Optional;

/** The part of each batch that a worker sees, with the labelled samples that all workers see; any batch may be asked for. */
public final class BatchPart implements AutoCloseable {

    private final Split split;
    private final TrainingSettings settings;
    private final Share share;
    private Optional<Reader> reader = Optional.empty();

    public BatchPart(Split split, TrainingSettings settings, int worker) {
        this.split = split;
        this.settings = settings;
        this.share = new Share(worker, settings.workers().count());
    }

    /** Reads one batch after another. */
    private static final class Reader implements AutoCloseable {
        private final BatchPipeline batches;
        private final LabelledBatches labelled;
        private float[] samples = new float[0];
        private long next;

        Reader(Split split, TrainingSettings settings, Share share, long first) {
            this.batches = new BatchPipeline(split.training(), settings.rows(), share, settings.seed(), first);
            this.labelled = LabelledBatches.of(split, settings.seed(), first);
            this.next = first;
        }

        /** Whether a batch was read last, or is the next. */
        boolean isAt(long batch) {
            return next == batch || next == batch + 1;
        }

        void read() throws InterruptedException {
            samples = batches.next();
            labelled.next();
            next++;
        }

        @Override
        public void close() {
            batches.close();
            labelled.close();
        }
    }

    /**
     * Takes the part of a batch.
     *
     * @throws DataException if a sample cannot be read
     */
    public void take(long batch) throws InterruptedException {
        if (reader.isEmpty() || !reader.get().isAt(batch)) {
            close();
            reader = Optional.of(new Reader(split, settings, share, batch));
        }
        Reader open = reader.orElseThrow();
        if (open.next == batch) {
            open.read();
        }
    }

    /** Writes the part that was taken last. */
    public void write(Inputs inputs) {
        reader.ifPresent(open -> {
            inputs.write(Variables.REAL, open.samples);
            inputs.write(Variables.LABELS, open.batches.labels());
            open.labelled.write(inputs);
        });
    }

    /** The real samples that were taken last, one behind the other, until others are. */
    public float[] real() {
        return reader.map(open -> open.samples).orElse(new float[0]);
    }

    /** What is not finite in what was taken last; nothing where its values all are. */
    public Optional<String> notFinite() {
        return reader.flatMap(open -> open.batches.notFinite());
    }

    /** Waits until nothing is read any more. */
    @Override
    public void close() {
        reader.ifPresent(Reader::close);
        reader = Optional.empty();
    }
}
