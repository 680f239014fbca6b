package dev.gantry.runtime;

import dev.gantry.core.random.Philox;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Latent vectors of a prior that are the same for every backend and batch size: evaluated on the host, a block at a time. */
final class HostLatents {

    /** Numbers in a block, but for vectors that are longer. */
    private static final int BLOCK = 1 << 16;

    private final Prior prior;
    private final Shape latent;

    HostLatents(Prior prior, Shape latent) {
        this.prior = prior;
        this.latent = latent;
    }

    /** One behind the other, each in row-major order. */
    float[] draw(int count, long key) {
        int size = Math.toIntExact(latent.size());
        float[] latents = new float[Math.multiplyExact(count, size)];
        int rows = Math.max(1, BLOCK / size);
        for (int first = 0; first < count; first += rows) {
            Shape shape = latent.prepend(Math.min(rows, count - first));
            Tensor vectors = prior.draw(shape, new Block(key, first));
            if (!vectors.shape().equals(shape)) {
                throw new IllegalStateException("the prior draws latent vectors of shape " + vectors.shape()
                        + " where it is asked for " + shape);
            }
            double[] drawn = ReferenceBackend.evaluate(vectors, Map.of());
            for (int i = 0; i < drawn.length; i++) {
                latents[first * size + i] = (float) drawn[i];
            }
        }
        return latents;
    }

    /** What is drawn for the vectors from one on. */
    private static final class Block implements Prior.Draws {

        private final long key;
        private final int first;
        private final int[] words = new int[4];
        private int times;

        Block(long key, int first) {
            this.key = key;
            this.first = first;
        }

        @Override
        public Tensor normal(Shape shape) {
            return drawn(shape, i -> {
                int pair = i & 2;
                return Philox.normal(words[pair], words[pair + 1], (i & 1) == 1);
            });
        }

        @Override
        public Tensor uniform(Shape shape) {
            return drawn(shape, i -> Philox.uniform(words[i & 3]));
        }

        private Tensor drawn(Shape shape, IntToDoubleFunction ofWords) {
            long stream = times == 0 ? key : Philox.key(key, "latent/" + times);
            times++;
            long start = first * (shape.size() / shape.size(0));
            double[] values = new double[Math.toIntExact(shape.size())];
            long block = -1;
            for (int i = 0; i < values.length; i++) {
                long index = start + i;
                if (index >>> 2 != block) {
                    block = index >>> 2;
                    Philox.block(stream, 0, block, words);
                }
                values[i] = ofWords.applyAsDouble((int) (index & 3));
            }
            return Tensor.of(shape, values);
        }
    }
}
