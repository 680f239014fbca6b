package dev.gantry.metrics;

/**
 * The total variation distance {@code TV(p, q) = sum_i |p_i - q_i| / 2}: the largest difference between the probabilities that
 * both give to one event, from 0 to 1.
 *
 * <p>Arjovsky, Chintala and Bottou, Wasserstein GAN, 2017, section 2, where it is {@code sup_A |P(A) - Q(A)|}.
 */
public final class TotalVariation {

    private TotalVariation() {}

    /**
     * @param p weights of at least 0 that sum to 1
     * @param q the same, of the same length
     */
    public static double of(double[] p, double[] q) {
        Distributions.requirePair(p, q);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.abs(p[i] - q[i]);
        }
        return sum / 2;
    }
}
