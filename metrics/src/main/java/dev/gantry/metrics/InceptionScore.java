package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.Metric;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.core.metric.MetricValue;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The inception score of any classifier, {@code exp(E_x KL(p(y | x) || p(y)))}, where p(y) is the mean of p(y | x) over the
 * generated samples (Salimans et al. 2016, "Improved techniques for training GANs", section 4). {@code p(y | x)} is the softmax of
 * the classifier's {@linkplain dev.gantry.core.metric.Features#classScores scores}.
 *
 * <p>Convention: as in the authors' code, the mean of the scores of consecutive parts of the samples, of which each has its own p(y).
 * Fewer parts give a higher score.
 *
 * <p>Value: {@code inception-score}, from 1 to the number of classes.
 *
 * @param splits how many parts
 */
public record InceptionScore(int splits) implements Metric {

    public InceptionScore {
        Require.positive("splits", splits);
    }

    public static MetricProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                InceptionScore.class,
                "inception-score",
                "How surely a classifier tells generated samples apart, and how evenly; needs a classifier as features",
                """
                # the mean is taken over the scores of this many parts of the samples
                splits = 10
                """);
    }

    @Override
    public List<MetricValue> values() {
        return List.of(MetricValue.higherIsBetter("inception-score"));
    }

    @Override
    public Input input() {
        return Input.CLASS_SCORES;
    }

    @Override
    public Map<String, Double> measure(Samples data, float[] generated, int count, long seed) {
        return Map.of("inception-score", of(Rows.of(generated, count, data)));
    }

    /**
     * The score of logits, one sample to a row.
     *
     * @throws UnsuitableException if there are fewer samples than splits
     */
    public double of(double[][] logits) {
        if (logits.length < splits) {
            throw new UnsuitableException(
                    "'splits' must be at most the number of samples, " + logits.length + ", found " + splits);
        }
        double sum = 0;
        for (int split = 0; split < splits; split++) {
            int first = (int) ((long) split * logits.length / splits);
            int end = (int) ((split + 1L) * logits.length / splits);
            sum += scoreOfPart(Arrays.copyOfRange(logits, first, end));
        }
        return sum / splits;
    }

    private static double scoreOfPart(double[][] logits) {
        double[][] conditional =
                Arrays.stream(logits).map(InceptionScore::softmax).toArray(double[][]::new);
        double[] marginal = FrechetDistance.mean(conditional);
        return Math.exp(Arrays.stream(conditional)
                .mapToDouble(p -> KullbackLeibler.of(p, marginal))
                .average()
                .orElseThrow());
    }

    private static double[] softmax(double[] logits) {
        double max = Arrays.stream(logits).max().orElseThrow();
        return Distributions.normalized(
                Arrays.stream(logits).map(logit -> Math.exp(logit - max)).toArray());
    }
}
