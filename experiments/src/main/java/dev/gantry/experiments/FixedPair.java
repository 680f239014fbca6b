package dev.gantry.experiments;

import static java.util.Objects.requireNonNull;

import dev.gantry.core.data.Samples;
import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import dev.gantry.metrics.KantorovichRubinstein;
import dev.gantry.metrics.OptimalTransport;
import dev.gantry.metrics.Wasserstein1d;
import dev.gantry.runtime.CriticTraining;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Real and generated points that stay as they are, for critics to tell apart. */
@SuppressWarnings("ArrayRecordComponent") // only read
record FixedPair(String name, double[][] real, double[][] generated) {

    /** Data and generator are asked of every recipe, and not used. */
    private static final String RECIPE = """
            data = two-gaussians
            generator = mlp
            critic { type = mlp, hidden = [64, 64], activation = relu, init = fan-in-uniform }
            loss = wasserstein
            optimizer.critic { type = rmsprop, learning-rate { type = linear, from = 1e-3 } }
            """;

    /** Normal points with that deviation around 0, {@code [count][dimensions]}; the same for the same seed and stream. */
    static double[][] normal(long seed, String stream, int count, int dimensions, double deviation) {
        long key = Philox.key(seed, stream);
        return IntStream.range(0, count)
                .mapToObj(i -> IntStream.range(0, dimensions)
                        .mapToDouble(j -> deviation * Philox.normal(key, 0, (long) i * dimensions + j))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Eight Gaussians on a ring, and one in its centre. */
    static FixedPair ring(long seed, int count) {
        double[][] ring = normal(seed, "ring", count, 2, 0.1);
        for (int i = 0; i < count; i++) {
            double angle = 2 * Math.PI * (i % 8) / 8;
            ring[i][0] += 2 * Math.cos(angle);
            ring[i][1] += 2 * Math.sin(angle);
        }
        return new FixedPair("a ring and its centre", ring, normal(seed, "centre", count, 2, 0.5));
    }

    /** The exact Wasserstein-1 distance. */
    double distance() {
        return real[0].length == 1
                ? Wasserstein1d.of(1, column(real), column(generated))
                : OptimalTransport.wasserstein(1, real, generated);
    }

    private static double[] column(double[][] points) {
        return Arrays.stream(points).mapToDouble(point -> point[0]).toArray();
    }

    /**
     * A critic that sees all points in each update.
     *
     * @param settings what the recipe has beside or in place of the usual
     */
    CriticTraining critic(Lab lab, String settings) throws InterruptedException {
        Shape sample = Shape.of(real[0].length);
        return lab.runtime()
                .critic(
                        lab.recipe("critic", RECIPE + "batch-size = " + real.length + "\n" + settings),
                        Samples.of(sample, flat(real)),
                        Samples.of(sample, flat(generated)));
    }

    /** Makes updates; gives the mean score of the real points minus that of the generated ones before the last update. */
    static double estimateAfter(CriticTraining critic, int updates) throws InterruptedException {
        return requireNonNull(critic.update(updates).get("critic/wasserstein-estimate"));
    }

    /** The Kantorovich-Rubinstein lower bound that a critic's scores prove. */
    double lowerBound(CriticTraining critic) {
        return KantorovichRubinstein.lowerBound(scores(critic, real), scores(critic, generated), real, generated);
    }

    /** The lengths of a critic's gradients at the generated points: what a generator there is moved by. */
    double[] slopes(CriticTraining critic) {
        float[] gradients = critic.gradients(flat(generated));
        int dimensions = generated[0].length;
        return IntStream.range(0, generated.length)
                .mapToDouble(i -> Math.sqrt(IntStream.range(0, dimensions)
                        .mapToDouble(j -> Math.pow(gradients[i * dimensions + j], 2))
                        .sum()))
                .toArray();
    }

    static double[] scores(CriticTraining critic, double[][] points) {
        float[] scores = critic.scores(flat(points));
        return IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).toArray();
    }

    static float[] flat(double[][] points) {
        float[] flat = new float[points.length * points[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) points[i / points[0].length][i % points[0].length];
        }
        return flat;
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
