package dev.gantry.experiments;

import dev.gantry.pictures.Charts;
import dev.gantry.pictures.Panels;
import dev.gantry.pictures.PointDensity;
import dev.gantry.runtime.run.RunOptions;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;

/** A ring of Gaussians over the steps of a GAN, with a generator that looks ahead and without. */
final class UnrolledRing implements Experiment {

    private static final int AHEAD = 5;
    private static final int STEPS = 1500;
    private static final int PANELS = 6;
    private static final int MODES = 8;

    private static final String RECIPE = """
            steps = %d
            batch-size = 128
            data { type = gaussian-ring, modes = %d }
            generator { type = mlp, latent = 16, hidden = [128, 128, 128], init = fan-in-uniform }
            critic { type = mlp, hidden = [128, 128, 128], activation = relu, init = fan-in-uniform }
            loss = non-saturating
            optimizer.generator { type = adam, learning-rate = 1e-3, beta1 = 0.5, beta2 = 0.999 }
            optimizer.critic.learning-rate = 1e-4
            metrics { mode-coverage {} }
            every { samples = %d, metrics = 50 }
            """.formatted(STEPS, MODES, STEPS / PANELS);

    private static final int POINTS = 1000;

    /** Shown on both axes; the ring's radius is 2. */
    private static final double REACH = 3;

    @Override
    public String name() {
        return "unrolled-ring";
    }

    @Override
    public String title() {
        return "Mode collapse on a ring, and unrolling";
    }

    @Override
    public String source() {
        return "Xu, From GAN to Wasserstein GAN, figure 1; Metz et al. 2017, figure 2";
    }

    @Override
    public Report run(Lab lab) throws InterruptedException {
        TrainingHistory plain = train(lab, 0);
        TrainingHistory unrolled = train(lab, AHEAD);
        Table table = new Table("data.csv", "scheme", "step", "modes-covered", "high-quality-share");
        add(table, "plain", plain);
        add(table, "unrolled", unrolled);
        double modesOfPlain = plain.last("modes-covered");
        double modesOfUnrolled = unrolled.last("modes-covered");
        String paragraph = Report.text(
                "Eight Gaussians on a ring of radius 2, with deviation 0.02; both players have three hidden layers of 128 units"
                        + " and move in turn for %d steps, the generator with Adam at 1e-3 and the discriminator at 1e-4. The"
                        + " plain GAN ends with %.0f modes of 8 and %.0f %% of its samples near one of them, after it held"
                        + " between %.0f and %.0f since step %d. The other generator looks ahead through %d updates of the"
                        + " discriminator, and is otherwise the same: it ends with %.0f modes, and %.0f %% of its samples near"
                        + " one.",
                STEPS,
                modesOfPlain,
                100 * plain.last("high-quality-share"),
                least(plain),
                most(plain),
                STEPS / 2,
                AHEAD,
                modesOfUnrolled,
                100 * unrolled.last("high-quality-share"));
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                modesOfPlain < MODES,
                                "The plain GAN misses modes at the end: it covers %.0f of 8.",
                                modesOfPlain),
                        Claim.that(
                                modesOfUnrolled == MODES,
                                "The unrolled GAN covers the ring: %.0f of 8.",
                                modesOfUnrolled)),
                List.of(
                        new Figure("samples.png", samples(plain, unrolled)),
                        new Figure("modes.png", Charts.image(1, List.of(modes(table))))),
                List.of(table));
    }

    private static TrainingHistory train(Lab lab, int ahead) throws InterruptedException {
        return TrainingHistory.of(
                lab, RECIPE + "unroll.steps = " + ahead, RunOptions.inMemory().withSampleCount(POINTS));
    }

    private static void add(Table table, String scheme, TrainingHistory measured) {
        double[] steps = measured.steps("modes-covered");
        for (int i = 0; i < steps.length; i++) {
            table.add(scheme, steps[i], measured.values("modes-covered")[i], measured.values("high-quality-share")[i]);
        }
    }

    private static double least(TrainingHistory measured) {
        return secondHalf(measured).min().orElseThrow();
    }

    private static double most(TrainingHistory measured) {
        return secondHalf(measured).max().orElseThrow();
    }

    private static DoubleStream secondHalf(TrainingHistory measured) {
        double[] modes = measured.values("modes-covered");
        return Arrays.stream(modes, modes.length / 2, modes.length);
    }

    private static BufferedImage samples(TrainingHistory plain, TrainingHistory unrolled) {
        return Panels.of(
                List.of(
                        "Plain GAN",
                        "GAN whose generator looks ahead through " + AHEAD + " updates of the discriminator"),
                plain.samples().stream().map(drawn -> "step " + drawn.step()).toList(),
                Stream.of(plain, unrolled)
                        .flatMap(measured -> measured.samples().stream())
                        .map(drawn -> PointDensity.of(drawn.samples(), REACH, 150))
                        .toList());
    }

    private static XYChart modes(Table table) {
        XYChart chart = Charts.chart(960, 360, "Modes covered, of 8", "step", "modes");
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(MODES + 0.5);
        for (String scheme : List.of("plain", "unrolled")) {
            Charts.line(
                    chart,
                    scheme,
                    table.column("step", "scheme", scheme),
                    table.column("modes-covered", "scheme", scheme));
        }
        return chart;
    }
}
