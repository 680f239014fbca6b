package dev.gantry.metrics;

import java.util.function.DoubleUnaryOperator;

/**
 * The Jensen-Shannon divergence, the sum of the Kullback-Leibler divergences of p and of q from their mean, in nats; symmetric
 * and always finite. The two sources disagree on a factor, so each convention has its name.
 */
public enum JensenShannon {

    /** {@code KL(p || m) / 2 + KL(q || m) / 2}, at most log 2: Weng, From GAN to WGAN, section 2 (2). */
    HALVED(0.5),

    /** {@code KL(p || m) + KL(q || m)}, at most 2 log 2: Xu, From GAN to Wasserstein GAN, "Objective of GAN". */
    SUMMED(1);

    private static final int INTERVALS = 10_000;

    private final double factor;

    JensenShannon(double factor) {
        this.factor = factor;
    }

    /**
     * @param p weights of at least 0 that sum to 1
     * @param q the same, of the same length
     */
    public double of(double[] p, double[] q) {
        Distributions.requirePair(p, q);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += integrand(p[i], q[i]);
        }
        return Math.max(sum, 0);
    }

    /**
     * The same of two densities on a line, by Simpson's rule on 10,000 equal parts; exact to about 12 digits for densities as
     * smooth as a Gaussian.
     *
     * @param from where the integral begins; what the densities have outside is left out
     * @param to where it ends
     */
    public double ofDensities(DoubleUnaryOperator p, DoubleUnaryOperator q, double from, double to) {
        double width = (to - from) / INTERVALS;
        double sum = 0;
        for (int i = 0; i <= INTERVALS; i++) {
            double x = from + i * width;
            double weight = i == 0 || i == INTERVALS ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * integrand(p.applyAsDouble(x), q.applyAsDouble(x));
        }
        return sum * width / 3;
    }

    private double integrand(double p, double q) {
        return factor * (half(p, q) + half(q, p));
    }

    /** {@code p log(p / m)} with m the mean of p and q, which is 0 where p is. */
    private static double half(double p, double q) {
        return p == 0 ? 0 : p * Math.log(2 * p / (p + q));
    }
}
