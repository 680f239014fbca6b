package dev.gantry.experiments;

import dev.gantry.core.run.TrainingEvent.SamplesDrawn;
import dev.gantry.pictures.Charts;
import dev.gantry.pictures.Panels;
import dev.gantry.pictures.Picture;
import dev.gantry.runtime.run.RunOptions;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;

/** A generator that nothing helps to make images, trained as a GAN and as a WGAN. */
final class ModeCollapse implements Experiment {

    private static final int STEPS = 600;
    private static final int N_CRITIC = 5;

    private static final String RECIPE = """
            steps = %d
            batch-size = 64
            data = fashion-mnist
            generator { type = mlp, latent = 64, hidden = [256, 256, 256, 256], output-activation = tanh }
            critic { type = mlp, hidden = [256, 256] }
            n-critic = %d
            optimizer.generator { type = adam, learning-rate = 1e-3, beta1 = 0.5, beta2 = 0.9 }
            metrics { ms-ssim { pairs = 500 }, precision-recall {} }
            every { samples = %d, metrics = %d }
            """.formatted(STEPS, N_CRITIC, STEPS, STEPS / 3);

    private static final String GAN = "gan";
    private static final String WGAN = "wgan-gp";

    @Override
    public String name() {
        return "mode-collapse";
    }

    @Override
    public String title() {
        return "Mode collapse of an MLP generator";
    }

    @Override
    public String source() {
        return "Weng, From GAN to WGAN, figure 6; Arjovsky et al. 2017, figure 7";
    }

    @Override
    public Report run(Lab lab) throws InterruptedException {
        TrainingHistory gan = TrainingHistory.of(lab, RECIPE + "loss = non-saturating", RunOptions.inMemory());
        TrainingHistory wgan = TrainingHistory.of(
                lab, RECIPE + "loss = wasserstein\nconstraints.gradient-penalty.lambda = 10", RunOptions.inMemory());
        Table table = new Table("data.csv", "training", "step", "ms-ssim", "ms-ssim-of-data", "recall", "precision");
        add(table, GAN, gan);
        add(table, WGAN, wgan);
        String paragraph = Report.text(
                "The generator is an MLP of four hidden layers of 256 units (the paper's have 512), and the critic one of two (the"
                        + " paper's is convolutional). Both trainings have the same networks, optimizer and %d steps with %d"
                        + " updates of the critic each; they differ in the loss, and the WGAN has a gradient penalty. Pairs of"
                        + " the GAN's samples have a structural similarity of %.3f, pairs of the WGAN's %.3f and pairs of real"
                        + " images %.3f: the GAN's look alike. %.1f %% of the data lies among the GAN's samples (recall), and"
                        + " %.1f %% among the WGAN's.",
                STEPS,
                N_CRITIC,
                gan.last("ms-ssim"),
                wgan.last("ms-ssim"),
                gan.last("ms-ssim-of-data"),
                100 * gan.last("recall"),
                100 * wgan.last("recall"));
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                gan.last("ms-ssim") > 1.05 * wgan.last("ms-ssim"),
                                "Pairs of the GAN's samples are more alike than the WGAN's: MS-SSIM %.3f against %.3f.",
                                gan.last("ms-ssim"),
                                wgan.last("ms-ssim")),
                        Claim.that(
                                gan.last("recall") < wgan.last("recall") / 2,
                                "The WGAN's samples surround more than twice as much of the data: recall %.3f against %.3f.",
                                wgan.last("recall"),
                                gan.last("recall"))),
                List.of(
                        new Figure("samples.png", samples(gan, wgan)),
                        new Figure(
                                "diversity.png",
                                Charts.image(2, List.of(chart(table, "ms-ssim"), chart(table, "recall"))))),
                List.of(table));
    }

    private static void add(Table table, String training, TrainingHistory measured) {
        double[] steps = measured.steps("ms-ssim");
        for (int i = 0; i < steps.length; i++) {
            List<Object> row = new ArrayList<>(List.of(training, steps[i]));
            for (String value : List.of("ms-ssim", "ms-ssim-of-data", "recall", "precision")) {
                row.add(measured.values(value)[i]);
            }
            table.add(row.toArray());
        }
    }

    private static BufferedImage samples(TrainingHistory gan, TrainingHistory wgan) {
        return Panels.of(
                List.of("After " + STEPS + " steps"), List.of("GAN", "WGAN-GP"), List.of(grid(gan), grid(wgan)));
    }

    private static BufferedImage grid(TrainingHistory measured) {
        SamplesDrawn drawn = measured.samples().getLast();
        return Picture.of(drawn.shape().dropFirst()).orElseThrow().ofSamples(drawn.samples(), new float[0]);
    }

    private static XYChart chart(Table table, String value) {
        XYChart chart = Charts.chart(480, 400, value, "step", value);
        chart.getStyler().setYAxisMin(0.0);
        for (String training : List.of(GAN, WGAN)) {
            Charts.line(
                    chart,
                    training,
                    table.column("step", "training", training),
                    table.column(value, "training", training));
        }
        return chart;
    }
}
