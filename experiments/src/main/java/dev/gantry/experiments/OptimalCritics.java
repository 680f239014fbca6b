package dev.gantry.experiments;

import dev.gantry.metrics.Gaussian;
import dev.gantry.pictures.Charts;
import dev.gantry.runtime.CriticTraining;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** A discriminator and two critics of one pair of Gaussians: what each says along the line, and how steep it is. */
final class OptimalCritics implements Experiment {

    private static final int POINTS = 4096;
    private static final int UPDATES = 2000;
    private static final double MEAN = 2;
    private static final Gaussian REAL = new Gaussian(MEAN, 1);
    private static final Gaussian GENERATED = new Gaussian(-MEAN, 1);
    private static final double EDGE = 5;
    private static final int PARTS = 240;

    /** Slopes below are drawn outside of the picture. */
    private static final double SMALLEST = 1e-9;

    private static final double[][] LINE = IntStream.rangeClosed(0, PARTS)
            .mapToObj(i -> new double[] {(2.0 * i / PARTS - 1) * EDGE})
            .toArray(double[][]::new);

    @Override
    public String name() {
        return "optimal-critics";
    }

    @Override
    public String title() {
        return "Optimal discriminator and WGAN critic of two Gaussians";
    }

    @Override
    public String source() {
        return "Xu, From GAN to Wasserstein GAN, figure 2, after Arjovsky et al., Wasserstein GAN, figure 2";
    }

    /** What a critic says and how steep it is, along the line and at the generated points. */
    @SuppressWarnings("ArrayRecordComponent") // only read
    private record Trained(double[] scores, double[] gradients, double[] atGenerated, double[] slopes) {}

    @Override
    public Report run(Lab lab) throws InterruptedException {
        FixedPair pair = new FixedPair(
                "two-gaussians", around(lab.seed(), "real", MEAN), around(lab.seed(), "generated", -MEAN));
        Trained discriminator = train(lab, pair, "loss = minimax");
        Trained clipped = train(lab, pair, "constraints.weight-clipping.bound = 0.1");
        Trained penalized = train(lab, pair, "constraints.gradient-penalty.lambda = 10");

        Table table = new Table(
                "data.csv",
                "x",
                "real",
                "generated",
                "optimal-discriminator",
                "discriminator",
                "clipped-critic",
                "penalized-critic",
                "optimal-slope",
                "discriminator-slope",
                "clipped-slope",
                "penalized-slope");
        for (int i = 0; i < LINE.length; i++) {
            double x = LINE[i][0];
            double best = sigmoid(2 * MEAN * x);
            double d = sigmoid(discriminator.scores[i]);
            table.add(
                    x,
                    REAL.density(x),
                    GENERATED.density(x),
                    best,
                    d,
                    clipped.scores[i],
                    penalized.scores[i],
                    best * 2 * MEAN,
                    d * Math.abs(discriminator.gradients[i]),
                    Math.abs(clipped.gradients[i]),
                    Math.abs(penalized.gradients[i]));
        }
        double[] moves = new double[POINTS];
        Arrays.setAll(moves, i -> sigmoid(discriminator.atGenerated[i]) * discriminator.slopes[i]);
        double off = IntStream.range(0, LINE.length)
                .mapToDouble(i -> Math.abs(sigmoid(discriminator.scores[i]) - sigmoid(2 * MEAN * LINE[i][0])))
                .average()
                .orElseThrow();
        double median = median(moves);
        double least = DoubleStream.concat(Arrays.stream(clipped.slopes), Arrays.stream(penalized.slopes))
                .min()
                .orElseThrow();
        double optimal = median(Arrays.stream(pair.generated())
                .mapToDouble(point -> 2 * MEAN * sigmoid(2 * MEAN * point[0]))
                .toArray());
        String paragraph = Report.text(
                "Real points are N(%.0f, 1), generated ones N(-%.0f, 1). The trained discriminator is p / (p + q) up to %.4f on"
                        + " average. Where the generated points are it is sure, and log(1 - D), which their generator minimises,"
                        + " has a slope of %.1e in the median (%.1e by the closed form). The critics rise all the way: the slope at"
                        + " generated points is %.2f +- %.2f with weight clipping and %.2f +- %.2f with a gradient penalty.",
                MEAN,
                MEAN,
                off,
                median,
                optimal,
                FixedPair.mean(clipped.slopes),
                deviation(clipped.slopes),
                FixedPair.mean(penalized.slopes),
                deviation(penalized.slopes));
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                off < 0.02,
                                "The discriminator comes to p / (p + q): it is off by %.4f on average over the line.",
                                off),
                        Claim.that(
                                median < 0.01,
                                "It saturates: half of the generated points are moved by a slope below %.1e.",
                                median),
                        Claim.that(
                                least > 50 * median,
                                "Neither critic does: the least slope of both at a generated point is %.3f.",
                                least),
                        Claim.that(
                                Math.abs(FixedPair.mean(penalized.slopes) - 1) < 0.3
                                        && deviation(penalized.slopes) < 0.2,
                                "With a gradient penalty the slope is about 1 everywhere: %.3f +- %.3f.",
                                FixedPair.mean(penalized.slopes),
                                deviation(penalized.slopes))),
                List.of(new Figure("plot.png", plot(table))),
                List.of(table));
    }

    private static double deviation(double[] values) {
        double mean = FixedPair.mean(values);
        return Math.sqrt(FixedPair.mean(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .toArray()));
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static Trained train(Lab lab, FixedPair pair, String settings) throws InterruptedException {
        try (CriticTraining critic = pair.critic(lab, "batch-size = 256\nsteps = " + UPDATES + "\n" + settings)) {
            critic.update(UPDATES);
            float[] gradients = critic.gradients(FixedPair.flat(LINE));
            return new Trained(
                    FixedPair.scores(critic, LINE),
                    IntStream.range(0, gradients.length)
                            .mapToDouble(i -> gradients[i])
                            .toArray(),
                    FixedPair.scores(critic, pair.generated()),
                    pair.slopes(critic));
        }
    }

    private static double[][] around(long seed, String stream, double mean) {
        return Arrays.stream(FixedPair.normal(seed, stream, POINTS, 1, 1))
                .map(point -> new double[] {point[0] + mean})
                .toArray(double[][]::new);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static BufferedImage plot(Table table) {
        XYChart probabilities = chart("What the discriminator says", "probability of real, density");
        line(probabilities, table, "real", "real");
        line(probabilities, table, "generated", "generated");
        line(probabilities, table, "optimal-discriminator", "p / (p + q)");
        line(probabilities, table, "discriminator", "trained");
        XYChart scores = chart("What the critics say", "score");
        line(scores, table, "clipped-critic", "weight clipping");
        line(scores, table, "penalized-critic", "gradient penalty");
        XYChart slopes = chart("What moves a generator", "slope (log scale)");
        Charts.logarithmicY(slopes);
        slopes.getStyler().setYAxisMin(SMALLEST);
        line(slopes, table, "optimal-slope", "closed form");
        line(slopes, table, "discriminator-slope", "log(1 - D)");
        line(slopes, table, "clipped-slope", "clipped");
        line(slopes, table, "penalized-slope", "penalized");
        return Charts.image(3, List.of(probabilities, scores, slopes));
    }

    private static XYChart chart(String title, String yAxis) {
        return Charts.chart(480, 440, title, "x", yAxis);
    }

    private static void line(XYChart chart, Table table, String column, String name) {
        Charts.line(chart, name, table.column("x"), table.column(column));
    }
}
