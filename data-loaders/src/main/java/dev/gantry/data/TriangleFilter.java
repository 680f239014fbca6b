package dev.gantry.data;

/**
 * Resamples one axis: linear interpolation where it grows, a mean weighted by distance where it shrinks, so that no source
 * pixel is passed over. This is the filter that Pillow and torchvision call antialiased bilinear.
 */
final class TriangleFilter {

    private final int[] starts;
    private final float[][] weights;

    TriangleFilter(int source, int target) {
        double scale = (double) source / target;
        double reach = Math.max(scale, 1);
        this.starts = new int[target];
        this.weights = new float[target][];
        for (int i = 0; i < target; i++) {
            double centre = (i + 0.5) * scale;
            int start = Math.max(0, (int) (centre - reach + 0.5));
            int end = Math.min(source, (int) (centre + reach + 0.5));
            starts[i] = start;
            weights[i] = weights(centre, reach, start, end);
        }
    }

    /** The first source pixel that a target pixel is made of. */
    int start(int target) {
        return starts[target];
    }

    /** The weights of the source pixels from {@link #start} on; they sum to 1. */
    float[] weights(int target) {
        return weights[target];
    }

    private static float[] weights(double centre, double reach, int start, int end) {
        double[] weights = new double[end - start];
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
            weights[j] = Math.max(0, 1 - Math.abs(start + j + 0.5 - centre) / reach);
            sum += weights[j];
        }
        float[] normalized = new float[weights.length];
        for (int j = 0; j < weights.length; j++) {
            normalized[j] = (float) (weights[j] / sum);
        }
        return normalized;
    }

    /** The weight of a source pixel in a target pixel. */
    float weight(int source, int target) {
        int j = source - starts[target];
        return j >= 0 && j < weights[target].length ? weights[target][j] : 0;
    }
}
