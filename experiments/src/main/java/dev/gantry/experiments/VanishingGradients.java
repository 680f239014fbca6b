package dev.gantry.experiments;

import dev.gantry.pictures.Charts;
import dev.gantry.runtime.run.RunOptions;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;

/** The gradient that a generator gets from a discriminator that learns on while the generator stays as it is. */
final class VanishingGradients implements Experiment {

    private static final String NETWORKS = """
            batch-size = 32
            data = fashion-mnist
            generator { type = dcgan, latent = 64, channels = 8 }
            critic { type = dcgan, channels = 8, norm = layer }
            optimizer.generator { type = adam, learning-rate = 2e-4, beta1 = 0.5, beta2 = 0.999 }
            """;

    /** Steps, as 1, 10 and 25 epochs in the paper. */
    private static final List<Integer> STAGES = List.of(30, 300, 750);

    private static final int UPDATES_BETWEEN = 10;
    private static final int MEASUREMENTS = 120;

    private static final String FIXED = """
            optimizer.generator.learning-rate = 0
            optimizer.critic.learning-rate = 1e-3
            n-critic = %d
            steps = %d
            every.log = 1
            """.formatted(UPDATES_BETWEEN, MEASUREMENTS);

    private static final String MINIMAX = "minimax";
    private static final String NON_SATURATING = "non-saturating";
    private static final String WASSERSTEIN = "wasserstein";
    private static final List<String> LOSSES = List.of(MINIMAX, NON_SATURATING, WASSERSTEIN);

    @Override
    public String name() {
        return "vanishing-gradients";
    }

    @Override
    public String title() {
        return "Vanishing gradients";
    }

    @Override
    public String source() {
        return "Weng, From GAN to WGAN, figure 5; Arjovsky and Bottou 2017, figure 2";
    }

    @Override
    public Report run(Lab lab) throws InterruptedException {
        Table table = new Table("data.csv", "curve", "loss", "steps", "updates", "gradient-norm");
        try (Scratch scratch = Scratch.folder()) {
            Path gan = scratch.path().resolve("gan");
            RunOptions options = RunOptions.into(gan);
            for (int stage : STAGES) {
                TrainingHistory.of(lab, NETWORKS + "loss = non-saturating\nsteps = " + stage, options);
                options = RunOptions.resume(gan);
                for (String loss : LOSSES) {
                    double[] norms = TrainingHistory.of(
                                    lab,
                                    NETWORKS + FIXED + loss(loss),
                                    RunOptions.inMemory().withGeneratorFrom(gan))
                            .values("generator/gradient-norm");
                    for (int i = 0; i < norms.length; i++) {
                        table.add(curve(loss, stage), loss, stage, UPDATES_BETWEEN * (i + 1), norms[i]);
                    }
                }
            }
        }
        double[] minimax = left(table, MINIMAX);
        double[] nonSaturating = left(table, NON_SATURATING);
        double[] wasserstein = left(table, WASSERSTEIN);
        String paragraph = Report.text(
                "A small DCGAN (8 channels, batches of 32) learns Fashion-MNIST for %d, %d and %d steps, as the paper's does for"
                        + " 1, 10 and 25 epochs. Then the generator stays as it is, a discriminator begins anew, and after every"
                        + " %d of its %d updates the norm of the gradient is taken that the generator would follow. With the"
                        + " original (minimax) loss %.1e, %.1e and %.1e of it are left at the end; with the"
                        + " non-saturating loss %.2f, %.2f and %.2f; with the Wasserstein loss and a gradient penalty %.2f,"
                        + " %.2f and %.2f. Networks and optimizers are the same for all; 'left' is the median of the last tenth"
                        + " over the largest of the first.",
                STAGES.get(0),
                STAGES.get(1),
                STAGES.get(2),
                UPDATES_BETWEEN,
                UPDATES_BETWEEN * MEASUREMENTS,
                minimax[0],
                minimax[1],
                minimax[2],
                nonSaturating[0],
                nonSaturating[1],
                nonSaturating[2],
                wasserstein[0],
                wasserstein[1],
                wasserstein[2]);
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                Arrays.stream(minimax).allMatch(share -> share < 0.01),
                                "The gradient of the original loss falls by two orders of magnitude or more, for each generator: to"
                                        + " %.1e, %.1e and %.1e of what it was.",
                                minimax[0],
                                minimax[1],
                                minimax[2]),
                        Claim.that(
                                Arrays.stream(wasserstein).allMatch(share -> share > 0.1),
                                "That of the Wasserstein loss stays within one: %.2f, %.2f and %.2f.",
                                wasserstein[0],
                                wasserstein[1],
                                wasserstein[2])),
                List.of(new Figure("plot.png", plot(table))),
                List.of(table));
    }

    private static String loss(String name) {
        return "loss = " + name + (name.equals(WASSERSTEIN) ? "\nconstraints.gradient-penalty.lambda = 10" : "");
    }

    private static String curve(String loss, int stage) {
        return loss + "-" + stage;
    }

    /** For each stage, what is left of the gradient: the median of the last tenth over the largest of the first. */
    private static double[] left(Table table, String loss) {
        return STAGES.stream()
                .mapToDouble(stage -> {
                    double[] norms = norms(table, loss, stage);
                    double[] end = Arrays.copyOfRange(norms, norms.length * 9 / 10, norms.length);
                    Arrays.sort(end);
                    return end[end.length / 2]
                            / Arrays.stream(norms, 0, norms.length / 10).max().orElseThrow();
                })
                .toArray();
    }

    private static double[] norms(Table table, String loss, int stage) {
        return table.column("gradient-norm", "curve", curve(loss, stage));
    }

    private static BufferedImage plot(Table table) {
        double[] all = table.column("gradient-norm");
        List<XYChart> charts = new ArrayList<>();
        for (String loss : LOSSES) {
            XYChart chart =
                    Charts.chart(440, 420, loss, "updates of the discriminator", "norm of the generator's gradient");
            chart.getStyler().setYAxisLogarithmic(true);
            chart.getStyler()
                    .setYAxisMin(Math.pow(
                            10, Math.floor(Math.log10(Arrays.stream(all).min().orElseThrow()))));
            chart.getStyler()
                    .setYAxisMax(Math.pow(
                            10, Math.ceil(Math.log10(Arrays.stream(all).max().orElseThrow()))));
            for (int stage : STAGES) {
                double[] norms = norms(table, loss, stage);
                double[] updates = new double[norms.length];
                Arrays.setAll(updates, i -> UPDATES_BETWEEN * (i + 1));
                Charts.line(chart, stage + " steps", updates, norms);
            }
            charts.add(chart);
        }
        return Charts.image(charts.size(), charts);
    }
}
