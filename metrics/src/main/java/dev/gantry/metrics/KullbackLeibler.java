package dev.gantry.metrics;

/**
 * The Kullback-Leibler divergence {@code KL(p || q) = sum_i p_i log(p_i / q_i)}, in nats: 0 for equal distributions, infinite
 * where p has weight and q has none, and not symmetric.
 *
 * <p>Weng, From GAN to WGAN, section 2 (1).
 */
public final class KullbackLeibler {

    private KullbackLeibler() {}

    /**
     * @param p weights of at least 0 that sum to 1
     * @param q the same, of the same length
     */
    public static double of(double[] p, double[] q) {
        Distributions.requirePair(p, q);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i] == 0 ? 0 : p[i] * (Math.log(p[i]) - Math.log(q[i]));
        }
        return Math.max(sum, 0);
    }
}
