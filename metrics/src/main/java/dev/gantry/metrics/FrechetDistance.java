package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.RawStore;

/**
 * The Frechet distance, FID on Inception's features, of the Gaussians with the samples' means m and covariances S:
 * {@code |m_1 - m_2|^2 + tr(S_1 + S_2 - 2 (S_1 S_2)^(1/2))} (Heusel et al. 2017, "GANs trained by a two time-scale update rule
 * converge to a local Nash equilibrium", equation 6). It is the square of their Wasserstein-2 distance.
 *
 * <p>Conventions: no square root is taken; covariances are the samples', with divisor n - 1. The trace of the root is that of
 * {@code (S_1^(1/2) S_2 S_1^(1/2))^(1/2)}, by the eigenvalues of symmetric matrices, of which those that may be rounding
 * alone, negative ones among them, count as 0: so it is real and finite for singular covariances, of fewer samples than
 * features, too.
 *
 * <p>Value: {@code frechet-distance}, at least 0. It is biased upwards, the more so the fewer the samples: compare only values
 * of equally many.
 */
public record FrechetDistance() implements Metric {

    public static MetricProvider provider() {
        return () -> Component.of(
                FrechetDistance::new, "frechet-distance", "Frechet distance (FID) between real and generated features");
    }

    @Override
    public List<MetricValue> values() {
        return List.of(MetricValue.lowerIsBetter("frechet-distance"));
    }

    @Override
    public Input input() {
        return Input.FEATURES;
    }

    @Override
    public Optional<String> caution(int count, int size) {
        return count > size
                ? Optional.empty()
                : Optional.of(
                        "biased upwards: %,d samples do not tell the covariance of %,d numbers".formatted(count, size));
    }

    @Override
    public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        double[][] real = Rows.real(data, count, seed);
        return Map.of("frechet-distance", between(real, Rows.of(generated, count, data)));
    }

    /** The squared distance of the Gaussians of two sets of feature vectors, one to a row and two at least. */
    public static double between(double[][] x, double[][] y) {
        return ofGaussians(mean(x), covariance(x), mean(y), covariance(y));
    }

    /**
     * The squared distance of two Gaussians.
     *
     * @param mean1 {@code [d]}
     * @param covariance1 {@code [d][d]}, symmetric and positive semidefinite
     */
    public static double ofGaussians(double[] mean1, double[][] covariance1, double[] mean2, double[][] covariance2) {
        double distance = 0;
        for (int i = 0; i < mean1.length; i++) {
            double difference = mean1[i] - mean2[i];
            distance += difference * difference + covariance1[i][i] + covariance2[i][i];
        }
        return Math.max(distance - 2 * traceOfRoot(covariance1, covariance2), 0);
    }

    static double[] mean(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / rows.length;
            }
        }
        return mean;
    }

    static double[][] covariance(double[][] rows) {
        if (rows.length < 2) {
            throw new UnsuitableException("a covariance needs at least 2 samples, found " + rows.length);
        }
        double[] mean = mean(rows);
        double[][] centred = new double[mean.length][rows.length];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < mean.length; i++) {
                centred[i][row] = rows[row][i] - mean[i];
            }
        }
        RawStore matrix = RawStore.wrap(centred);
        return matrix.multiply(matrix.transpose())
                .multiply(1.0 / (rows.length - 1))
                .toRawCopy2D();
    }

    private static double traceOfRoot(double[][] covariance1, double[][] covariance2) {
        MatrixStore<Double> root = root(RawStore.wrap(covariance1));
        MatrixStore<Double> product = root.multiply(RawStore.wrap(covariance2)).multiply(root);
        // Rounding makes both sides of the diagonal differ.
        MatrixStore<Double> symmetric = product.add(product.transpose()).multiply(0.5);
        return Arrays.stream(rootsOfEigenvalues(decompose(symmetric))).sum();
    }

    private static MatrixStore<Double> root(MatrixStore<Double> matrix) {
        Eigenvalue<Double> decomposed = decompose(matrix);
        MatrixStore<Double> vectors = decomposed.getV();
        double[] roots = rootsOfEigenvalues(decomposed);
        double[][] scaled = vectors.toRawCopy2D();
        for (double[] row : scaled) {
            for (int i = 0; i < row.length; i++) {
                row[i] *= roots[i];
            }
        }
        return RawStore.wrap(scaled).multiply(vectors.transpose());
    }

    private static Eigenvalue<Double> decompose(MatrixStore<Double> symmetric) {
        Eigenvalue<Double> decomposition = Eigenvalue.R064.make(symmetric, true);
        if (!decomposition.decompose(symmetric)) {
            throw new IllegalArgumentException("covariances must be finite");
        }
        return decomposition;
    }

    private static double[] rootsOfEigenvalues(Eigenvalue<Double> decomposition) {
        double[] values = new double[decomposition.getRowDim()];
        decomposition.getEigenvalues(values, Optional.empty());
        double rounding = values.length * Math.ulp(Arrays.stream(values).max().orElseThrow());
        return Arrays.stream(values)
                .map(value -> value > rounding ? Math.sqrt(value) : 0)
                .toArray();
    }
}
