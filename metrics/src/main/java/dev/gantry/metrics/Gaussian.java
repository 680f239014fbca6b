package dev.gantry.metrics;

import dev.gantry.core.component.Require;

/**
 * A Gaussian on the line, and what divergences between two of them have a closed form. For the Jensen-Shannon divergence,
 * which has none, {@link JensenShannon#ofDensities} takes {@link #density}; for Gaussians of more dimensions, see
 * {@link FrechetDistance#ofGaussians}.
 *
 * @param stddev greater than 0
 */
public record Gaussian(double mean, double stddev) {

    public Gaussian {
        Require.positive("stddev", stddev);
    }

    public double density(double x) {
        double z = (x - mean) / stddev;
        return Math.exp(-z * z / 2) / (stddev * Math.sqrt(2 * Math.PI));
    }

    /** {@code KL(this || q) = log(s_q / s) + (s^2 + (m - m_q)^2) / (2 s_q^2) - 1/2}. */
    public double kullbackLeibler(Gaussian q) {
        double difference = mean - q.mean;
        return Math.log(q.stddev / stddev)
                + (stddev * stddev + difference * difference) / (2 * q.stddev * q.stddev)
                - 0.5;
    }

    /** {@code W2 = sqrt((m - m_q)^2 + (s - s_q)^2)}. */
    public double wasserstein2(Gaussian q) {
        return Math.hypot(mean - q.mean, stddev - q.stddev);
    }
}
