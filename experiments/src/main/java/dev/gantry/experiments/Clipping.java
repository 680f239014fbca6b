package dev.gantry.experiments;

import dev.gantry.pictures.Charts;
import dev.gantry.runtime.CriticTraining;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;

/** Critics of a ring around a Gaussian, kept Lipschitz by clipping, by the gradient penalty and by the one-sided one. */
final class Clipping implements Experiment {

    private static final int POINTS = 128;
    private static final int UPDATES = 1000;
    private static final int EVERY = 25;

    private static final double[] BOUNDS = {0.003, 0.01, 0.03, 0.1, 0.3, 1};
    private static final double RIGHT_BOUND = 0.1;
    private static final double SHOWN_LAMBDA = 10;
    private static final double[] LAMBDAS = {0.1, 1, 10, 100};

    @Override
    public String name() {
        return "clipping";
    }

    @Override
    public String title() {
        return "The clipping parameter, and two penalties in its place";
    }

    @Override
    public String source() {
        return "Xu, From GAN to Wasserstein GAN, \"Performance of WGAN\" and \"Improvement of WGAN\"";
    }

    @Override
    public Report run(Lab lab) throws InterruptedException {
        FixedPair pair = FixedPair.ring(lab.seed(), POINTS);
        Table curves = new Table("data.csv", "critic", "update", "share", "estimate", "slope");
        for (double bound : BOUNDS) {
            train(lab, pair, "clipping", bound, "constraints.weight-clipping.bound = " + bound, curves);
        }
        for (double lambda : LAMBDAS) {
            train(lab, pair, "GP", lambda, "constraints.gradient-penalty.lambda = " + lambda, curves);
            train(lab, pair, "LP", lambda, "constraints.lipschitz-penalty.lambda = " + lambda, curves);
        }
        Ends small = ends(curves, "clipping", BOUNDS[0]);
        Ends right = ends(curves, "clipping", RIGHT_BOUND);
        Ends large = ends(curves, "clipping", BOUNDS[BOUNDS.length - 1]);
        double clipped = best(curves, "clipping", BOUNDS);
        double gp = best(curves, "GP", LAMBDAS);
        double lp = best(curves, "LP", LAMBDAS);
        double worstGp = worstOverTraining(curves, "GP");
        double worstLp = worstOverTraining(curves, "LP");
        String paragraph = Report.text(
                "Critics of %d points on a ring around %d in its centre, %.4f apart; each is trained for %d updates. Clipped to"
                        + " c = %s the critic is so flat that a generator would be moved by a slope of %.1e; to c = %s its slope"
                        + " is %.0f, and its raw estimate %.0f times the distance; to c = %s they are %.2f and %.2f"
                        + " times. Divided by its own steepest slope, no clipped critic proves more than %.1f %% of the distance:"
                        + " clipping leaves functions that are too simple. GP proves up to %.1f %%, LP %.1f %%. Over lambda"
                        + " from %s to %s the mean share over training is at least %.1f %% for GP and %.1f %% for LP, which does"
                        + " not draw slopes up to 1 where the best critic is flat.",
                POINTS,
                POINTS,
                pair.distance(),
                UPDATES,
                BOUNDS[0],
                small.slope,
                BOUNDS[BOUNDS.length - 1],
                large.slope,
                large.estimate,
                RIGHT_BOUND,
                right.slope,
                right.estimate,
                100 * clipped,
                100 * gp,
                100 * lp,
                LAMBDAS[0],
                LAMBDAS[LAMBDAS.length - 1],
                100 * worstGp,
                100 * worstLp);
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                small.slope < 1e-3,
                                "Too small a bound makes the gradient vanish: its mean length is %.1e.",
                                small.slope),
                        Claim.that(
                                large.slope > 10 && large.estimate > 10,
                                "Too large a bound lets it explode: its mean length is %.0f, the raw estimate %.0f times the"
                                        + " distance.",
                                large.slope,
                                large.estimate),
                        Claim.that(
                                right.slope > 0.3 && right.slope < 3,
                                "Between them is a bound with gradients of length about 1: %.2f at c = %s.",
                                right.slope,
                                RIGHT_BOUND),
                        Claim.that(
                                gp > clipped && lp > clipped,
                                "Both penalties prove more of the distance than any bound: %.3f and %.3f against %.3f.",
                                gp,
                                lp,
                                clipped),
                        Claim.that(
                                worstLp > worstGp,
                                "LP is less sensitive to lambda: its least mean share over training is %.3f, that of GP %.3f.",
                                worstLp,
                                worstGp)),
                List.of(new Figure("plot.png", plot(curves))),
                List.of(curves));
    }

    /** What the last row of a training holds. */
    private record Ends(double share, double estimate, double slope) {}

    private static Ends ends(Table curves, String critic, double value) {
        String key = key(critic, value);
        return new Ends(
                last(curves.column("share", "critic", key)),
                last(curves.column("estimate", "critic", key)),
                last(curves.column("slope", "critic", key)));
    }

    private static double last(double[] values) {
        return values[values.length - 1];
    }

    private static String key(String critic, double value) {
        return critic + " " + value;
    }

    private static double[] finalShares(Table curves, String critic, double[] values) {
        return Arrays.stream(values)
                .map(value -> ends(curves, critic, value).share)
                .toArray();
    }

    private static double best(Table curves, String critic, double[] values) {
        return Arrays.stream(finalShares(curves, critic, values)).max().orElseThrow();
    }

    private static double[] sharesOverTraining(Table curves, String critic) {
        return Arrays.stream(LAMBDAS)
                .map(lambda -> FixedPair.mean(curves.column("share", "critic", key(critic, lambda))))
                .toArray();
    }

    private static double worstOverTraining(Table curves, String critic) {
        return Arrays.stream(sharesOverTraining(curves, critic)).min().orElseThrow();
    }

    private static void train(Lab lab, FixedPair pair, String critic, double value, String settings, Table curves)
            throws InterruptedException {
        double distance = pair.distance();
        try (CriticTraining training = pair.critic(lab, "steps = " + UPDATES + "\n" + settings)) {
            while (training.updates() < UPDATES) {
                double estimate = FixedPair.estimateAfter(training, EVERY);
                curves.add(
                        key(critic, value),
                        training.updates(),
                        pair.lowerBound(training) / distance,
                        estimate / distance,
                        FixedPair.mean(pair.slopes(training)));
            }
        }
    }

    private static BufferedImage plot(Table curves) {
        XYChart shares = Charts.chart(640, 460, "What the critic proves", "update", "share of the distance");
        XYChart slopes = Charts.chart(640, 460, "Slope at generated points", "update", "mean length (log scale)");
        Charts.logarithmicY(slopes);
        for (String key : List.of(
                key("clipping", BOUNDS[0]),
                key("clipping", RIGHT_BOUND),
                key("clipping", BOUNDS[BOUNDS.length - 1]),
                key("GP", SHOWN_LAMBDA),
                key("LP", SHOWN_LAMBDA))) {
            double[] updates = curves.column("update", "critic", key);
            Charts.line(shares, key, updates, curves.column("share", "critic", key));
            Charts.line(slopes, key, updates, curves.column("slope", "critic", key));
        }
        XYChart bounds =
                Charts.chart(640, 460, "Over the bound of clipping", "c (log scale)", "after training (log scale)");
        Charts.logarithmicX(bounds);
        Charts.logarithmicY(bounds);
        Charts.line(bounds, "share proved", BOUNDS, finalShares(curves, "clipping", BOUNDS));
        Charts.line(bounds, "raw estimate / distance", BOUNDS, each(curves, Ends::estimate));
        Charts.line(bounds, "slope", BOUNDS, each(curves, Ends::slope));
        XYChart lambdas = Charts.chart(640, 460, "Over lambda", "lambda (log scale)", "share of the distance");
        Charts.logarithmicX(lambdas);
        for (String penalty : List.of("GP", "LP")) {
            Charts.line(lambdas, penalty + " in the end", LAMBDAS, finalShares(curves, penalty, LAMBDAS));
            Charts.line(lambdas, penalty + " mean of training", LAMBDAS, sharesOverTraining(curves, penalty));
        }
        return Charts.image(2, List.of(shares, slopes, bounds, lambdas));
    }

    private static double[] each(Table curves, ToDoubleFunction<Ends> value) {
        return Arrays.stream(BOUNDS)
                .map(bound -> value.applyAsDouble(ends(curves, "clipping", bound)))
                .toArray();
    }
}
