package dev.gantry.experiments;

import dev.gantry.metrics.Gaussian;
import dev.gantry.metrics.JensenShannon;
import dev.gantry.metrics.KullbackLeibler;
import dev.gantry.pictures.Charts;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** KL and JS of two Gaussians, and what they integrate. */
final class Divergences implements Experiment {

    private static final Gaussian P = new Gaussian(0, 1);
    private static final Gaussian Q = new Gaussian(1, 1);
    private static final Gaussian WIDE = new Gaussian(1, 2);
    private static final double FROM = -12;
    private static final double TO = 13;
    private static final double WIDTH = 0.01;
    private static final double SHOWN = 5;
    private static final double CLOSE = 1e-6;

    @Override
    public String name() {
        return "divergences";
    }

    @Override
    public String title() {
        return "KL and JS divergence of two Gaussians";
    }

    @Override
    public String source() {
        return "Weng, From GAN to WGAN, figure 1";
    }

    @Override
    public Report run(Lab lab) {
        Table table = new Table("data.csv", "x", "p", "q", "m", "kl-p-q", "kl-q-p", "js");
        for (int i = 0; i <= Math.round((TO - FROM) / WIDTH); i++) {
            double x = FROM + i * WIDTH;
            double p = P.density(x);
            double q = Q.density(x);
            double m = (p + q) / 2;
            table.add(x, p, q, m, integrand(p, q), integrand(q, p), (integrand(p, m) + integrand(q, m)) / 2);
        }
        double forth = WIDTH * Arrays.stream(table.column("kl-p-q")).sum();
        double back = WIDTH * Arrays.stream(table.column("kl-q-p")).sum();
        double js = WIDTH * Arrays.stream(table.column("js")).sum();
        double[] p = weights(P);
        double[] q = weights(Q);
        double halved = JensenShannon.HALVED.of(p, q);
        double wideForth = KullbackLeibler.of(p, weights(WIDE));
        double wideBack = KullbackLeibler.of(weights(WIDE), p);
        String paragraph = Report.text(
                "p is N(0, 1) and q is N(1, 1). KL(p||q) = %.4f is the area under its integrand, which is negative where q is"
                        + " greater. KL(q||p) = %.4f is the mirror image, and the same only because the deviations are: with q ="
                        + " N(1, 2), KL(p||q) = %.4f and KL(q||p) = %.4f. JS has one integrand for both directions: %.4f in"
                        + " Weng's convention, %.4f in Xu's, who does not halve.",
                forth, back, wideForth, wideBack, halved, JensenShannon.SUMMED.of(p, q));
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                near(forth, P.kullbackLeibler(Q)) && near(back, Q.kullbackLeibler(P)),
                                "KL is half the squared difference of the means, 1/2, both ways: %.6f and %.6f.",
                                forth,
                                back),
                        Claim.that(
                                near(wideForth, P.kullbackLeibler(WIDE)) && near(wideBack, WIDE.kullbackLeibler(P)),
                                "With deviations 1 and 2 it is log 2 - 1/4 one way and 2 - log 2 the other: %.6f and %.6f.",
                                wideForth,
                                wideBack),
                        Claim.that(
                                near(js, halved) && near(JensenShannon.HALVED.of(q, p), halved) && js < Math.log(2),
                                "JS is the same both ways and below log 2: %.6f.",
                                js)),
                List.of(new Figure("plot.png", plot(table))),
                List.of(table));
    }

    private static boolean near(double found, double expected) {
        return Math.abs(found - expected) < CLOSE;
    }

    private static double integrand(double p, double q) {
        return p * Math.log(p / q);
    }

    /** The share of each part of the line; a sum of equal parts is exact to many digits for a Gaussian. */
    private static double[] weights(Gaussian gaussian) {
        return IntStream.rangeClosed(0, (int) Math.round((TO - FROM) / WIDTH))
                .mapToDouble(i -> WIDTH * gaussian.density(FROM + i * WIDTH))
                .toArray();
    }

    private static BufferedImage plot(Table table) {
        XYChart densities = chart("Densities", "density");
        XYChart kl = chart("What KL integrates", "integrand");
        XYChart js = chart("What JS integrates", "integrand");
        line(densities, table, "p", "p");
        line(densities, table, "q", "q");
        line(densities, table, "m", "m = (p + q) / 2");
        line(kl, table, "kl-p-q", "p log(p / q)");
        line(kl, table, "kl-q-p", "q log(q / p)");
        line(js, table, "js", "(p log(p / m) + q log(q / m)) / 2");
        return Charts.image(3, List.of(densities, kl, js));
    }

    private static XYChart chart(String title, String yAxis) {
        XYChart chart = Charts.chart(440, 400, title, "x", yAxis);
        chart.getStyler().setXAxisMin(-SHOWN).setXAxisMax(SHOWN + 1);
        return chart;
    }

    private static void line(XYChart chart, Table table, String column, String name) {
        Charts.line(chart, name, table.column("x"), table.column(column));
    }
}
