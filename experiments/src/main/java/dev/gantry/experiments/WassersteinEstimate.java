package dev.gantry.experiments;

import dev.gantry.pictures.Charts;
import dev.gantry.runtime.run.RunOptions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** Whether what a critic says of the distance follows the quality of the samples. */
final class WassersteinEstimate implements Experiment {

    private static final int MEASUREMENTS = 40;
    private static final int STEPS_BETWEEN = 20;

    private static final String RECIPE = """
            steps = %d
            batch-size = 128
            data { type = gaussian-ring }
            generator { type = mlp, latent = 16, hidden = [64, 64], init = fan-in-uniform }
            critic { type = mlp, hidden = [64, 64], activation = relu, init = fan-in-uniform }
            n-critic = 5
            critic-warm-up { steps = 20, n-critic = 20 }
            optimizer.generator { type = adam, learning-rate = 7e-5, beta1 = 0.5, beta2 = 0.9 }
            optimizer.critic.learning-rate = 1e-3
            metrics { sliced-wasserstein {} }
            every { log = 1, metrics = %d }
            """.formatted(MEASUREMENTS * STEPS_BETWEEN, STEPS_BETWEEN);

    @Override
    public String name() {
        return "wasserstein-estimate";
    }

    @Override
    public String title() {
        return "The critic's estimate and the quality of samples";
    }

    @Override
    public String source() {
        return "Weng, From GAN to WGAN, section 6; Arjovsky et al. 2017, figures 3 and 4";
    }

    @Override
    public Report run(Lab lab) throws InterruptedException {
        TrainingHistory wgan = TrainingHistory.of(
                lab, RECIPE + "loss = wasserstein\nconstraints.gradient-penalty.lambda = 1", RunOptions.inMemory());
        TrainingHistory gan = TrainingHistory.of(lab, RECIPE + "loss = non-saturating", RunOptions.inMemory());
        double[] estimates = meansBetween(wgan.values("critic/wasserstein-estimate"));
        double[] losses = meansBetween(gan.values("critic/loss"));
        double[] steps = wgan.steps("sliced-wasserstein");
        Table table = new Table(
                "data.csv", "step", "wgan-gp-estimate", "wgan-gp-distance", "gan-js-estimate", "gan-distance");
        for (int i = 0; i < steps.length; i++) {
            table.add(
                    steps[i],
                    estimates[i],
                    wgan.values("sliced-wasserstein")[i],
                    Math.log(2) - losses[i] / 2,
                    gan.values("sliced-wasserstein")[i]);
        }
        double ofWgan = RankCorrelation.of(table.column("wgan-gp-estimate"), table.column("wgan-gp-distance"));
        double ofGan = RankCorrelation.of(table.column("gan-js-estimate"), table.column("gan-distance"));
        String paragraph = Report.text(
                "A WGAN-GP and a GAN with the same networks and steps learn the ring of eight Gaussians. Every %d steps the sliced"
                        + " Wasserstein distance of 2,000 samples to as many of the data is computed, and set against what the critic"
                        + " said in the mean of these steps: the WGAN's difference of mean scores, and the estimate of the"
                        + " Jensen-Shannon divergence in the discriminator's loss L, log 2 - L/2. The rank correlation with the"
                        + " distance is %.2f for the WGAN's critic and %.2f for the discriminator.",
                STEPS_BETWEEN, ofWgan, ofGan);
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                ofWgan > 0.8,
                                "The WGAN's estimate falls with the distance: rank correlation %.2f.",
                                ofWgan),
                        Claim.that(
                                ofGan < 0.5,
                                "The discriminator's loss does not tell the quality: rank correlation %.2f.",
                                ofGan)),
                List.of(new Figure(
                        "plot.png",
                        Charts.image(
                                2,
                                List.of(
                                        chart(
                                                "WGAN-GP",
                                                table,
                                                "critic's estimate",
                                                "wgan-gp-estimate",
                                                "wgan-gp-distance"),
                                        chart(
                                                "GAN",
                                                table,
                                                "log 2 - discriminator's loss / 2",
                                                "gan-js-estimate",
                                                "gan-distance"))))),
                List.of(table));
    }

    /** The means of the steps since the last measurement of the distance. */
    private static double[] meansBetween(double[] values) {
        return IntStream.range(0, values.length / STEPS_BETWEEN)
                .mapToDouble(i -> Arrays.stream(values, i * STEPS_BETWEEN, (i + 1) * STEPS_BETWEEN)
                        .average()
                        .orElseThrow())
                .toArray();
    }

    private static XYChart chart(String title, Table table, String name, String estimate, String distance) {
        XYChart chart = Charts.chart(480, 420, title, "step", "distance");
        Charts.line(chart, name, table.column("step"), table.column(estimate));
        Charts.line(chart, "sliced Wasserstein distance", table.column("step"), table.column(distance));
        return chart;
    }
}
