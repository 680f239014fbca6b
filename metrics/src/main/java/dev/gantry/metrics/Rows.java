package dev.gantry.metrics;

import dev.gantry.core.random.Philox;
import dev.gantry.core.spi.Samples;

/** Samples as metrics take them: one to a row. */
final class Rows {

    private Rows() {}

    /** The first {@code count} of the samples that lie one behind the other, each of the size of the data's. */
    static double[][] of(float[] samples, int count, Samples data) {
        int features = (int) data.shape().size();
        double[][] rows = new double[count][features];
        for (int row = 0; row < count; row++) {
            for (int feature = 0; feature < features; feature++) {
                rows[row][feature] = samples[row * features + feature];
            }
        }
        return rows;
    }

    /**
     * Real samples, {@code count} or as many as there are. They are distinct: one from each of equal parts of a set that has a
     * size, so that an order by class does no harm.
     */
    static double[][] real(Samples data, int count, long seed) {
        long key = Philox.key(seed, "metrics.samples");
        int used = (int) Math.min(count, data.size().orElse(count));
        int features = (int) data.shape().size();
        float[] real = new float[used * features];
        if (data.size().isPresent()) {
            double part = (double) data.size().getAsLong() / used;
            for (int i = 0; i < used; i++) {
                data.read((long) ((i + Philox.uniform(key, 0, i)) * part), real, i * features);
            }
        } else {
            long first = key >>> 2;
            for (int i = 0; i < used; i++) {
                data.read(first + i, real, i * features);
            }
        }
        return of(real, used, data);
    }
}
