package dev.gantry.runtime.data;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import dev.gantry.runtime.component.Reason;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches ahead on a thread of its own, into a ring of arrays that are used over and over.
 *
 * <p>Batch k is a pure function of seed and k: sample j of it is number {@code k * batchSize + j} of an endless sequence of
 * epochs, each a shuffle of its own. Workers have consecutive parts of each batch. A source without a size is read in order, since each index is a fresh draw.
 */
public final class BatchPipeline implements AutoCloseable {

    private static final int RING = 4;

    /** A ready batch, or why there is none. */
    private static final class Slot {
        private final float[] batch;
        private final float[] labels;
        private long number;
        private @Nullable DataException failure;

        Slot(int elements, int labels) {
            this.batch = new float[elements];
            this.labels = new float[labels];
        }
    }

    private final Samples samples;
    private final int rows;
    private final Share share;
    private final int sampleSize;
    private final long size;
    private final Permutation shuffle;
    private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(RING + 1);
    private final BlockingQueue<Slot> ready = new ArrayBlockingQueue<>(RING + 1);
    private final Thread reader;
    private volatile boolean closed;
    private @Nullable Slot taken;

    /**
     * Whose part of each batch is read.
     *
     * @param worker counted from 0
     * @param workers who have parts of one size
     */
    public record Share(int worker, int workers) {

        /** All of it. */
        static final Share WHOLE = new Share(0, 1);
    }

    public BatchPipeline(Samples samples, int batchSize, long seed, long firstBatch) {
        this(samples, batchSize, Share.WHOLE, seed, firstBatch);
    }

    /**
     * @param rows samples in the part of a batch that is read
     */
    BatchPipeline(Samples samples, int rows, Share share, long seed, long firstBatch) {
        this.samples = samples;
        this.rows = rows;
        this.share = share;
        this.sampleSize = Math.toIntExact(samples.shape().size());
        this.size = samples.size().orElse(Long.MAX_VALUE);
        this.shuffle = new Permutation(size, Philox.key(seed, "data/shuffle"));
        for (int i = 0; i < RING; i++) {
            free.add(new Slot(rows * sampleSize, samples.classes() > 0 ? rows : 0));
        }
        this.reader = Thread.ofPlatform().daemon().name("gantry-data").unstarted(() -> readAhead(firstBatch));
        reader.start();
    }

    /**
     * The next batch, {@code [N, ...sample]} in row-major order; the caller may use it until the next call.
     *
     * @throws DataException if a sample cannot be read
     */
    public float[] next() throws InterruptedException {
        if (taken != null) {
            free.put(taken);
        }
        Slot slot = ready.take();
        if (slot.failure != null) {
            ready.put(slot);
            throw slot.failure;
        }
        taken = slot;
        return slot.batch;
    }

    /** The classes of the batch that {@link #next} gave last, {@code [N]}; empty where samples have no labels. */
    public float[] labels() {
        return taken == null ? new float[0] : taken.labels;
    }

    /** What is not finite in the batch that {@link #next} gave last; nothing where its values all are. */
    public Optional<String> notFinite() {
        Slot slot = taken;
        if (slot == null) {
            return Optional.empty();
        }
        return IntStream.range(0, slot.batch.length)
                .filter(i -> !Float.isFinite(slot.batch[i]))
                .mapToObj(i -> "value %d of sample %d is %s"
                        .formatted(
                                i % sampleSize,
                                index(first(slot.number) + i / sampleSize),
                                Float.toString(slot.batch[i])))
                .findFirst();
    }

    private void readAhead(long firstBatch) {
        try {
            for (long batch = firstBatch; ; batch++) {
                Slot slot = free.take();
                if (closed) {
                    return;
                }
                try {
                    read(batch, slot);
                } catch (DataException e) {
                    slot.failure = e;
                } catch (RuntimeException | Error e) {
                    slot.failure =
                            new DataException("the data source failed on batch " + batch + ": " + Reason.of(e), e);
                }
                ready.put(slot);
                if (slot.failure != null) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(long batch, Slot slot) {
        slot.number = batch;
        long first = first(batch);
        for (int j = 0; j < rows; j++) {
            long number = first + j;
            long index = index(number);
            samples.read(index, slot.batch, j * sampleSize);
            if (slot.labels.length > 0) {
                slot.labels[j] = samples.label(index);
            }
        }
    }

    private long first(long batch) {
        return Math.multiplyExact(Math.multiplyExact(batch, share.workers) + share.worker, rows);
    }

    private long index(long number) {
        return size == Long.MAX_VALUE ? number : shuffle.at(number / size, number % size);
    }

    /** Waits until the reader has left the source alone; it is not interrupted, which would close files under it. */
    @Override
    public void close() {
        closed = true;
        free.offer(new Slot(0, 0));
        boolean interrupted = false;
        while (true) {
            try {
                reader.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
