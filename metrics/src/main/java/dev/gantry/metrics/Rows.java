package dev.gantry.metrics;

import dev.gantry.core.data.Samples;

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

    /** Real samples, {@code count} or as many as there are. */
    static double[][] real(Samples data, int count, long seed) {
        float[] real = data.draw(count, seed);
        return of(real, Math.toIntExact(real.length / data.shape().size()), data);
    }
}
