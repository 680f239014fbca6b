package dev.gantry.experiments;

import dev.gantry.metrics.JensenShannon;
import dev.gantry.metrics.KullbackLeibler;
import dev.gantry.metrics.OptimalTransport;
import dev.gantry.pictures.Charts;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

/** Two upright lines at a distance: what KL, JS and W say of how far they are apart. */
final class ParallelLines implements Experiment {

    /** Places of the line Q to the left and to the right of P, which stands at 0. */
    private static final int PLACES = 10;

    private static final int POINTS = 20;
    private static final double CLOSE = 1e-9;

    @Override
    public String name() {
        return "parallel-lines";
    }

    @Override
    public String title() {
        return "Two parallel lines: only W says how far";
    }

    @Override
    public String source() {
        return "Weng, From GAN to WGAN, figure 8 (section 6.2), after Arjovsky et al., Wasserstein GAN, figure 1";
    }

    @Override
    public Report run(Lab lab) {
        Table table = new Table("data.csv", "theta", "kl-p-q", "kl-q-p", "js-halved", "js-summed", "w");
        double[] p = line(0);
        for (int place = -PLACES; place <= PLACES; place++) {
            double theta = theta(place);
            double[] q = line(place);
            table.add(
                    theta,
                    KullbackLeibler.of(p, q),
                    KullbackLeibler.of(q, p),
                    JensenShannon.HALVED.of(p, q),
                    JensenShannon.SUMMED.of(p, q),
                    OptimalTransport.wasserstein(1, points(0), points(theta)));
        }
        double[] js = table.column("js-halved");
        double[] w = table.column("w");
        String paragraph = Report.text(
                "P stands at 0, Q at theta, both %d points high. At every theta but 0 KL is %s both ways and JS is %.4f in Weng's"
                        + " convention (log 2), %.4f in Xu's (2 log 2); at 0 both jump to %.0f. Neither tells a generator in"
                        + " which direction to move Q. W is |theta|: %.4f at theta = 1, %.4f at 0.1, and 0 only where the lines"
                        + " are one.",
                POINTS,
                table.column("kl-p-q")[0] == Double.POSITIVE_INFINITY ? "infinite" : "finite",
                js[0],
                table.column("js-summed")[0],
                js[PLACES],
                w[2 * PLACES],
                w[PLACES + 1]);
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                every(table, "kl-p-q", Double.POSITIVE_INFINITY)
                                        && every(table, "kl-q-p", Double.POSITIVE_INFINITY),
                                "KL is infinite where theta is not 0, and 0 where it is."),
                        Claim.that(
                                every(table, "js-halved", Math.log(2)) && every(table, "js-summed", 2 * Math.log(2)),
                                "JS is log 2 (2 log 2 where it is not halved) where theta is not 0, and 0 where it is."),
                        Claim.that(
                                IntStream.rangeClosed(-PLACES, PLACES)
                                        .allMatch(
                                                place -> Math.abs(w[place + PLACES] - Math.abs(theta(place))) < CLOSE),
                                "W is |theta|.")),
                List.of(new Figure("plot.png", plot(table))),
                List.of(table));
    }

    private static double theta(int place) {
        return place / (double) PLACES;
    }

    /** Points of the line at theta. */
    private static double[][] points(double theta) {
        return IntStream.range(0, POINTS)
                .mapToObj(i -> new double[] {theta, i / (POINTS - 1.0)})
                .toArray(double[][]::new);
    }

    /** The same as weights of all points of all places. */
    private static double[] line(int place) {
        double[] weights = new double[(2 * PLACES + 1) * POINTS];
        int first = (place + PLACES) * POINTS;
        Arrays.fill(weights, first, first + POINTS, 1.0 / POINTS);
        return weights;
    }

    /** Whether a column is 0 where theta is, and elsewhere the value. */
    private static boolean every(Table table, String column, double value) {
        double[] found = table.column(column);
        return IntStream.range(0, found.length).allMatch(i -> {
            double expected = i == PLACES ? 0 : value;
            return found[i] == expected || Math.abs(found[i] - expected) < CLOSE;
        });
    }

    private static BufferedImage plot(Table table) {
        XYChart chart = Charts.chart(900, 520, "P at 0 and Q at theta", "theta", "divergence or distance");
        double[] theta = table.column("theta");
        double top = 1.6;
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(top);
        Charts.line(chart, "W", theta, table.column("w"));
        Charts.points(chart, "JS (Weng)", theta, table.column("js-halved"), Charts.ORANGE);
        Charts.points(chart, "JS (Xu)", theta, table.column("js-summed"), Charts.GREEN);
        double[] kl = Arrays.stream(table.column("kl-p-q"))
                .map(value -> Math.min(value, top))
                .toArray();
        Charts.points(chart, "KL (infinite: drawn at the top)", theta, kl, Charts.GREY);
        return BitmapEncoder.getBufferedImage(chart);
    }
}
