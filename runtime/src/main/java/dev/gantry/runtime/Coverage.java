package dev.gantry.runtime;

import java.util.Arrays;

/**
 * Where generated samples are among real ones, by the ball around each real sample that holds a tenth of the others: after Naeem et
 * al. 2020, "Reliable Fidelity and Diversity Metrics for Generative Models". The balls are wide, as there are few samples, and as one
 * that is near a mode is to count as in it.
 *
 * @param coverage the share of the balls with a generated sample in them: about 1 for samples like the real ones
 * @param density generated samples in a ball, beside how many there would be if they were like the real ones: about 1 for these, less
 *     where they are unlike any
 */
record Coverage(double coverage, double density) {

    /** Of fewer, both numbers are mostly chance. */
    static final int LEAST_SAMPLES = 32;

    /** So many tell as much as more would, and take no time to speak of. */
    private static final int MOST_SAMPLES = 256;

    private static final int BALL = 10;

    /**
     * @param real samples one behind the other, at least {@link #LEAST_SAMPLES}
     * @param generated the same
     * @param size of one sample
     */
    static Coverage of(float[] real, float[] generated, int size) {
        int realCount = Math.min(real.length / size, MOST_SAMPLES);
        int generatedCount = Math.min(generated.length / size, MOST_SAMPLES);
        int others = realCount / BALL;
        int covered = 0;
        long within = 0;
        for (int i = 0; i < realCount; i++) {
            double[] distances = distances(real, i, real, realCount, size);
            Arrays.sort(distances);
            // The first is that of the sample to itself.
            double radius = distances[others];
            long inBall = Arrays.stream(distances(real, i, generated, generatedCount, size))
                    .filter(distance -> distance <= radius)
                    .count();
            covered += inBall > 0 ? 1 : 0;
            within += inBall;
        }
        return new Coverage((double) covered / realCount, (double) within / generatedCount / others);
    }

    /** The squared distances of one sample to others. */
    private static double[] distances(float[] samples, int index, float[] others, int count, int size) {
        double[] distances = new double[count];
        for (int k = 0; k < count; k++) {
            double squares = 0;
            for (int i = 0; i < size; i++) {
                double difference = samples[index * size + i] - others[k * size + i];
                squares += difference * difference;
            }
            distances[k] = squares;
        }
        return distances;
    }
}
