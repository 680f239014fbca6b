package dev.gantry.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.RunResult.Outcome;
import dev.gantry.core.run.TrainingEvent.StepCompleted;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import dev.gantry.optimizers.Adam;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.TinyGan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.run.RunOptions;
import dev.gantry.runtime.store.Checkpoints;
import dev.gantry.schemes.Imle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImleTest {

    private static final double[] REAL = {0.3, -0.2, 0.5, 0.1, -0.4, 0.6, 1.2, 0.2};
    private static final double[] AT = {0.7, -0.5, 0.2, 0.9, 0.1, -0.1};
    private static final int POOL = 8;

    /** {@code z W + b}, of two latent values. */
    private record Affine() implements Generator {

        @Override
        public Shape latentShape() {
            return Shape.of(2);
        }

        @Override
        public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
            Tensor weight = scope.parameter("weight", Shape.of(2, 2), Initializer.ZEROS);
            return latent.matmul(weight).add(scope.parameter("bias", Shape.of(2), Initializer.ZEROS));
        }
    }

    private static TinyGan gan(Generator generator, int updates) {
        TinyGan gan = new TinyGan();
        gan.scheme = new Imle(POOL, updates);
        gan.nCritic = 1;
        gan.optimizer = new Sgd(0, false);
        gan.generator = generator;
        return gan;
    }

    private static Session session(TinyGan gan, double rate) {
        List<Graph> graphs = new ArrayList<>(
                TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0).all());
        SequencedMap<String, Tensor> draws = new LinkedHashMap<>();
        draws.put("latents", Tensor.normal(Shape.of(POOL, 2), "generator-step/latent/0"));
        graphs.add(new Graph("draw", draws));
        Session session = new ReferenceBackend().compile(Plan.of(graphs), 1);
        session.run("initialize", 0);
        session.write("data/real", REAL);
        session.write("generator/learning-rate", new double[] {rate});
        return session;
    }

    /** The mean squared distance of each real sample to the nearest of those that the step's latent vectors give. */
    private static double distance(double[] latents, double[] p) {
        double sum = 0;
        for (int i = 0; i < REAL.length; i += 2) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int j = 0; j < latents.length; j += 2) {
                double x = latents[j] * p[0] + latents[j + 1] * p[2] + p[4] - REAL[i];
                double y = latents[j] * p[1] + latents[j + 1] * p[3] + p[5] - REAL[i + 1];
                nearest = Math.min(nearest, x * x + y * y);
            }
            sum += nearest;
        }
        return sum / (REAL.length / 2);
    }

    @Test
    void lossIsTheDistanceToTheNearestAndItsGradientMovesTheGenerator() {
        double rate = 0.1;
        try (Session session = session(gan(new Affine(), 1), rate)) {
            session.run("draw", 5);
            double[] latents = session.read("latents");
            session.write("generator/parameters", AT);
            session.run("generator-step", 5);

            assertThat(session.read("generator/metrics")[0]).isCloseTo(distance(latents, AT), within(1e-12));
            double[] after = session.read("generator/parameters");
            double h = 1e-6;
            for (int i = 0; i < AT.length; i++) {
                double[] up = AT.clone();
                up[i] += h;
                double[] down = AT.clone();
                down[i] -= h;
                double slope = (distance(latents, up) - distance(latents, down)) / (2 * h);
                assertThat((AT[i] - after[i]) / rate).as("parameter %d", i).isCloseTo(slope, within(1e-7));
            }
        }
    }

    @Test
    void updatesOfAStepGoTowardsTheMeanWhereAllSamplesAreAlike() {
        double rate = 0.1;
        try (Session session = session(gan(new TrainingGraphsTest.ConstantGenerator(2), 3), rate)) {
            session.run("generator-step", 0);
            // The loss is mean |c - x|^2: an update takes 2 rate of the way to the mean of x.
            double left = Math.pow(1 - 2 * rate, 3);
            assertThat(session.read("generator/parameters"))
                    .containsExactly(new double[] {0.4 + left * 0.6, 0.175 + left * 0.825}, within(1e-12));
        }
    }

    @Test
    void resumesExactly(@TempDir Path temporary) throws InterruptedException {
        TinyGan gan = gan(new TinyGan.LinearGenerator(), 2);
        gan.optimizer = new Adam(0.5, 0.9, 1e-8);
        gan.emaDecay = 0.9;
        gan.keepCheckpoints = 3;
        Path folder = temporary.resolve("run");
        List<StepCompleted> steps = new ArrayList<>();
        try (TrainingRuntime runtime = TinyGan.runtime()) {
            RunOptions options = RunOptions.into(folder).with(event -> {
                if (event instanceof StepCompleted step) {
                    steps.add(step);
                }
            });
            RunResult result =
                    runtime.start(runtime.plan(gan.recipe()), options).await();
            assertThat(result.failure()).isEmpty();
            Map<String, List<Double>> expected = values(folder);
            Path earlier = folder.resolve("checkpoints/step-00000006.gantry");
            assertThat(values(earlier)).isNotEqualTo(expected);

            RunResult resumed = runtime.start(runtime.plan(gan.recipe()), RunOptions.resume(earlier))
                    .await();

            assertThat(resumed.outcome()).isEqualTo(Outcome.FINISHED);
            assertThat(values(folder)).isEqualTo(expected);
            assertThat(expected.keySet()).noneMatch(name -> name.startsWith("critic"));
        }
        assertThat(steps).hasSize(12).allMatch(step -> step.criticLoss().isEmpty());
    }

    private static Map<String, List<Double>> values(Path path) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        Checkpoints.find(path)
                .checkpoint()
                .variables()
                .forEach((name, saved) ->
                        values.put(name, Arrays.stream(saved.values()).boxed().toList()));
        return values;
    }
}
