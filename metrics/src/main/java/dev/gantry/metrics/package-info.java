/**
 * Divergences between distributions, and measures of how near generated samples come to the real ones.
 *
 * <p>Divergences are functions of arrays: of distributions {@code [n]}, {@link dev.gantry.metrics.KullbackLeibler},
 * {@link dev.gantry.metrics.JensenShannon}, {@link dev.gantry.metrics.TotalVariation},
 * {@link dev.gantry.metrics.EarthMoversDistance}; of distributions and costs, {@link dev.gantry.metrics.OptimalTransport} and
 * {@link dev.gantry.metrics.Sinkhorn}; of points on the line, {@link dev.gantry.metrics.Wasserstein1d}. Logarithms are natural.
 *
 * <p>Metrics are components that recipes name. Those that compare points have a function of points, {@code [n][d]} with one to
 * a row, as well: {@code between}, {@code of} or {@code squared}.
 */
@NullMarked
package dev.gantry.metrics;

import org.jspecify.annotations.NullMarked;
