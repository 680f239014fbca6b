package dev.gantry.metrics;

/**
 * A lower bound of the Wasserstein-1 distance between two sets of points of equal weight, from the scores f of any critic:
 * {@code (mean f(x) - mean f(y)) / K} with {@code K = max_ij (f(x_i) - f(y_j)) / |x_i - y_j|}.
 *
 * <p>Only these slopes matter: of every plan P with these marginals, {@code mean f(x) - mean f(y) = sum_ij P_ij (f(x_i) -
 * f(y_j)) <= K sum_ij P_ij |x_i - y_j|}. It is the distance itself for the best f of the dual.
 *
 * <p>Weng, From GAN to WGAN, section 6.3; Villani, Optimal Transport, 2009, remark 6.5.
 */
public final class KantorovichRubinstein {

    private KantorovichRubinstein() {}

    /**
     * @param scoresX f of each x
     * @param scoresY f of each y
     * @param x points, one to a row
     * @param y points of as many coordinates; their number may be another
     * @return at least 0; 0 where f does not tell x from y, or has several values at one point
     */
    public static double lowerBound(double[] scoresX, double[] scoresY, double[][] x, double[][] y) {
        requireScores(scoresX, x);
        requireScores(scoresY, y);
        double[][] distances = Pairwise.distances(x, y);
        double steepest = 0;
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                double rise = scoresX[i] - scoresY[j];
                sum += rise;
                if (rise > 0) {
                    steepest = Math.max(steepest, rise / distances[i][j]);
                }
            }
        }
        double difference = sum / x.length / y.length;
        return difference > 0 ? difference / steepest : 0;
    }

    private static void requireScores(double[] scores, double[][] points) {
        if (scores.length != points.length || points.length == 0) {
            throw new IllegalArgumentException("there must be points, and a score for each, found " + points.length
                    + " points and " + scores.length + " scores");
        }
    }
}
