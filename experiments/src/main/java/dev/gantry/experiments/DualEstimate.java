package dev.gantry.experiments;

import dev.gantry.pictures.Charts;
import dev.gantry.runtime.CriticTraining;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** The lower bound of the Wasserstein distance that a critic proves, beside the exact distance of the same points. */
final class DualEstimate implements Experiment {

    private static final int POINTS = 128;
    private static final int UPDATES = 600;
    private static final int EVERY = 20;

    /** A bound may be above the distance by what single precision loses. */
    private static final double ROUNDING = 1e-4;

    private static final SequencedMap<String, String> CONSTRAINTS = constraints();

    private static SequencedMap<String, String> constraints() {
        SequencedMap<String, String> constraints = new LinkedHashMap<>();
        constraints.put("clipping", "constraints.weight-clipping.bound = 0.1");
        constraints.put("spectral", "constraints.spectral-normalization {}");
        constraints.put("GP 10", "constraints.gradient-penalty.lambda = 10");
        constraints.put("GP 0.1", "constraints.gradient-penalty.lambda = 0.1");
        constraints.put("LP 10", "constraints.lipschitz-penalty.lambda = 10");
        return constraints;
    }

    @Override
    public String name() {
        return "dual-estimate";
    }

    @Override
    public String title() {
        return "The Wasserstein distance that a critic finds";
    }

    @Override
    public String source() {
        return "Weng, From GAN to WGAN, section 6.3; Xu, From GAN to Wasserstein GAN, the dual form of W1";
    }

    @Override
    public Report run(Lab lab) throws InterruptedException {
        Table table = new Table("data.csv", "pair", "constraint", "critic", "update", "bound", "estimate", "distance");
        Table ends = new Table("bounds.csv", "pair", "constraint", "bound", "estimate", "distance");
        List<FixedPair> pairs = pairs(lab.seed());
        for (FixedPair pair : pairs) {
            for (Map.Entry<String, String> constraint : CONSTRAINTS.entrySet()) {
                train(lab, pair, constraint.getKey(), constraint.getValue(), table, ends);
            }
        }
        double most =
                shares(table.column("bound"), table.column("distance")).max().orElseThrow();
        double strong = least(ends, "GP 10");
        double weak = least(ends, "GP 0.1");
        double oneSided = least(ends, "LP 10");
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < pairs.size(); i++) {
            String name = pairs.get(i).name();
            found.append(Report.text(" %s: exactly %.4f;", name, ends.column("distance", "pair", name)[0]));
            int row = 0;
            for (String constraint : CONSTRAINTS.sequencedKeySet()) {
                found.append(Report.text(" %s %.4f", constraint, ends.column("bound", "pair", name)[row++]));
                found.append(row == CONSTRAINTS.size() ? "." : ",");
            }
        }
        String paragraph = Report.text(
                "A critic f is trained for %d updates on two fixed sets of %d points. It proves a lower bound of their distance:"
                        + " the difference of its mean scores divided by the steepest slope between a real and a generated point."
                        + "%s On the line a gradient penalty with a great lambda can hold slopes of the wrong sign at length 1,"
                        + " as they would have to pass through 0 to turn: here GP with lambda = 10 proves at least %.2f of the"
                        + " distance, and LP, which lets slopes below 1 be, at least %.2f.",
                UPDATES, POINTS, found, strong, oneSided);
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                most <= 1 + ROUNDING,
                                "No critic at any time proves more than the distance: at most %.4f of it.",
                                most),
                        Claim.that(
                                oneSided > 0.95 && weak > 0.85,
                                "LP with lambda = 10 ends above 0.95 of it on every pair, GP with 0.1 above 0.85: at least %.4f and %.4f.",
                                oneSided,
                                weak),
                        Claim.that(
                                least(ends, "clipping") < Math.min(oneSided, weak),
                                "Clipping proves less on some pair: %.4f.",
                                least(ends, "clipping"))),
                List.of(new Figure("plot.png", plot(pairs, table))),
                List.of(table, ends));
    }

    private static double least(Table ends, String constraint) {
        double[] bounds = ends.column("bound", "constraint", constraint);
        double[] distances = ends.column("distance", "constraint", constraint);
        return shares(bounds, distances).min().orElseThrow();
    }

    private static DoubleStream shares(double[] bounds, double[] distances) {
        return IntStream.range(0, bounds.length).mapToDouble(i -> bounds[i] / distances[i]);
    }

    private static List<FixedPair> pairs(long seed) {
        double[][] normal = FixedPair.normal(seed, "normal", POINTS, 1, 1);
        double[][] other = FixedPair.normal(seed, "other", POINTS, 1, 0.5);
        double[][] piles = FixedPair.normal(seed, "piles", POINTS, 1, 0.3);
        for (int i = 0; i < POINTS; i++) {
            normal[i][0] += 3;
            piles[i][0] += i % 2 == 0 ? -2 : 2;
        }
        return List.of(
                new FixedPair("a shift", normal, other),
                new FixedPair("two piles and one", piles, other),
                FixedPair.ring(seed, POINTS));
    }

    private static void train(Lab lab, FixedPair pair, String constraint, String settings, Table table, Table ends)
            throws InterruptedException {
        double distance = pair.distance();
        try (CriticTraining critic = pair.critic(lab, "steps = " + UPDATES + "\n" + settings)) {
            while (critic.updates() < UPDATES) {
                double estimate = FixedPair.estimateAfter(critic, EVERY);
                double bound = pair.lowerBound(critic);
                table.add(pair.name(), constraint, key(pair, constraint), critic.updates(), bound, estimate, distance);
                if (critic.updates() == UPDATES) {
                    ends.add(pair.name(), constraint, bound, estimate, distance);
                }
            }
        }
    }

    private static String key(FixedPair pair, String constraint) {
        return pair.name() + "/" + constraint;
    }

    private static BufferedImage plot(List<FixedPair> pairs, Table table) {
        return Charts.image(3, pairs.stream().map(pair -> panel(pair, table)).toList());
    }

    private static XYChart panel(FixedPair pair, Table table) {
        XYChart chart = Charts.chart(600, 440, pair.name(), "update", "lower bound");
        double[] distances = table.column("distance", "pair", pair.name());
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.1 * distances[0]);
        for (String constraint : CONSTRAINTS.sequencedKeySet()) {
            String key = key(pair, constraint);
            Charts.line(chart, constraint, table.column("update", "critic", key), table.column("bound", "critic", key));
        }
        Charts.line(chart, "exact", new double[] {0, UPDATES}, new double[] {distances[0], distances[0]})
                .setLineColor(Color.BLACK);
        return chart;
    }
}
