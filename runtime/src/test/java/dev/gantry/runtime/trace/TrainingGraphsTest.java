package dev.gantry.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.scheme.Program;
import dev.gantry.core.spi.Generator;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.TinyGan;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.RecipeException;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

public class TrainingGraphsTest {

    private static final double[] REAL = {1, 2, 3, 4, 5, 6, 7, 9};
    private static final double[] MEAN_REAL = {4, 5.25};

    /** A critic {@code w . x} and a generator that makes {@code c} of anything, so that gradients are known. */
    private static TinyGan linear() {
        TinyGan gan = new TinyGan();
        gan.optimizer = new Sgd(0, false);
        gan.critic = (samples, scope) -> samples.matmul(
                        scope.parameter("w", TinyGan.SAMPLE, Initializer.ONES).reshape(2, 1))
                .reshape(samples.shape().size(0));
        gan.generator = new ConstantGenerator(2);
        return gan;
    }

    /** One trained vector, whatever the latents. */
    public record ConstantGenerator(int features) implements Generator {

        @Override
        public Shape latentShape() {
            return Shape.of(1);
        }

        @Override
        public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
            Tensor constant = scope.parameter("c", Shape.of(features), Initializer.ONES);
            return constant.broadcast(Shape.of(latent.shape().size(0), features));
        }
    }

    @Test
    void aSchemeUpdatesTheGenerator() {
        TinyGan gan = new TinyGan();
        gan.nCritic = 1;
        gan.scheme = players -> {
            Program critic = players.program("critic-step", now -> players.critic(now, now));
            return run -> run.play(critic, run.step());
        };

        assertThatThrownBy(() -> TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("scheme has no program that updates the generator by a loss");
    }

    @Test
    void movesTheCriticAgainstItsGradient() {
        try (Session session = session(linear())) {
            session.write("critic/learning-rate", new double[] {0.1});
            session.write("data/real", REAL);
            session.run("critic-step", 0);

            // The loss is mean w.(fake - real), and fake is [1, 1] everywhere.
            assertThat(session.read("critic/parameters"))
                    .containsExactly(
                            new double[] {1 + 0.1 * (MEAN_REAL[0] - 1), 1 + 0.1 * (MEAN_REAL[1] - 1)}, within(1e-12));
            // Loss, the norm of [-3, -4.25], and w.(real - fake).
            assertThat(session.read("critic/metrics"))
                    .containsExactly(new double[] {2 - 9.25, Math.hypot(3, 4.25), 7.25}, within(1e-12));
            assertThat(session.read("generator/parameters")).containsExactly(1, 1);
        }
    }

    @Test
    void movesTheGeneratorAlongTheCriticAndAveragesIt() {
        TinyGan gan = linear();
        gan.emaDecay = 0.75;
        try (Session session = session(gan)) {
            session.write("generator/learning-rate", new double[] {0.2});
            session.write("generator/average-decay", new double[] {0.75});
            session.write("critic/parameters", new double[] {3, -4});
            session.run("generator-step", 0);

            assertThat(session.read("generator/parameters"))
                    .containsExactly(new double[] {1 + 0.2 * 3, 1 - 0.2 * 4}, within(1e-12));
            assertThat(session.read("generator/average"))
                    .containsExactly(new double[] {1 + 0.25 * 0.6, 1 - 0.25 * 0.8}, within(1e-12));
            assertThat(session.read("generator/metrics")).containsExactly(new double[] {1, 5}, within(1e-12));
            assertThat(session.read("critic/parameters")).containsExactly(3, -4);

            session.run("sample", 0);
            assertThat(Arrays.copyOf(session.read("sample/output"), 2))
                    .containsExactly(new double[] {1.15, 0.8}, within(1e-12));
        }
    }

    @Test
    @DisplayName("U3.5 moving average")
    void movingAverage() {
        TinyGan gan = linear();
        gan.emaDecay = 0.5;
        try (Session session = session(gan)) {
            session.write("generator/learning-rate", new double[] {0});
            session.write("generator/average-decay", new double[] {0.5});
            session.write("generator/average", new double[] {1, 2});
            session.write("generator/parameters", new double[] {0.5, 1});
            session.run("generator-step", 0);

            assertThat(session.read("generator/average")).containsExactly(0.75, 1.5);
        }
    }

    /** A constant and a buffer, which doubles where the generator trains. */
    private record BufferedGenerator() implements Generator {

        @Override
        public Shape latentShape() {
            return Shape.of(1);
        }

        @Override
        public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
            Tensor constant = scope.parameter("c", Shape.of(2), Initializer.ONES);
            Tensor buffer = scope.state("buffer", Shape.of(2), Initializer.ONES);
            if (scope.training()) {
                scope.update("buffer", Tensor.of(Shape.of(2), 1, 1.5));
            }
            return constant.add(buffer).broadcast(Shape.of(latent.shape().size(0), 2));
        }
    }

    /** Samples of the average are drawn with what the generator's buffers are at present. */
    @Test
    @DisplayName("U3.5 a buffer is copied")
    void buffersAreNotAveraged() {
        TinyGan gan = linear();
        gan.generator = new BufferedGenerator();
        gan.emaDecay = 0.5;
        try (Session session = session(gan)) {
            session.write("generator/learning-rate", new double[] {0});
            session.write("generator/average-decay", new double[] {0.5});
            session.write("generator/average", new double[] {1, 2});
            session.write("generator/parameters", new double[] {0.5, 1});
            session.write("generator/buffer", new double[] {2, 3});
            session.run("generator-step", 0);
            session.run("sample", 0);

            assertThat(session.read("generator/buffer")).containsExactly(1, 1.5);
            assertThat(Arrays.copyOf(session.read("sample/output"), 2)).containsExactly(0.75 + 1, 1.5 + 1.5);
        }
    }

    @Test
    void addsPenaltiesAndProjectsAfterTheUpdate() {
        TinyGan gan = linear();
        gan.constraints.put("clip", new TinyGan.Clip(1.1));
        gan.constraints.put("weight-decay", new LipschitzConstraint() {
            @Override
            public Optional<Tensor> penalty(PlayerStep step) {
                return Optional.of(step.parameters().flat().square().sum());
            }
        });
        TrainingGraphs graphs = TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0);
        try (Session session = session(gan)) {
            session.write("critic/learning-rate", new double[] {0.1});
            session.write("data/real", REAL);
            session.run("critic-step", 0);

            // The gradient is fake - real + 2 w = [-1, -2.25], and what goes beyond 1.1 is clipped.
            assertThat(session.read("critic/parameters")).containsExactly(new double[] {1.1, 1.1}, within(1e-12));
            assertThat(graphs.criticTerms())
                    .containsExactly(
                            "critic/adversarial",
                            "critic/weight-decay",
                            "critic/loss",
                            "critic/gradient-norm",
                            "critic/wasserstein-estimate");
            assertThat(session.read("critic/metrics"))
                    .containsExactly(new double[] {-7.25, 2, -5.25, Math.hypot(1, 2.25), 7.25}, within(1e-12));
        }
    }

    @Test
    void onlyALossThatEstimatesTheWassersteinDistanceIsMeasuredAsOne() {
        TinyGan gan = linear();
        gan.loss = new Loss() {
            @Override
            public Tensor critic(Scores scores) {
                return scores.fake().mean().sub(scores.real().mean());
            }

            @Override
            public Tensor generator(Scores scores) {
                return scores.fake().mean().neg();
            }
        };

        assertThat(TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0).criticTerms())
                .containsExactly("critic/loss", "critic/gradient-norm");
    }

    @Test
    void twoTermsOfOneNameAreRefused() {
        Regularizer.CriticPenalty critics = step -> step.parameters().flat().sum();
        Regularizer.GeneratorPenalty generators =
                step -> step.parameters().flat().sum();

        termRefused(critics, "slope", "regularizers.slope measures 'critic/slope', and so does constraints.slope");
        termRefused(critics, "loss", "regularizers.loss measures 'critic/loss', and so does the update itself");
        termRefused(
                critics,
                "wasserstein-estimate",
                "regularizers.wasserstein-estimate measures 'critic/wasserstein-estimate', and so does the update itself");
        termRefused(
                generators,
                "adversarial",
                "regularizers.adversarial measures 'generator/adversarial', and so does loss");
        termRefused(
                generators,
                "gradient-norm",
                "regularizers.gradient-norm measures 'generator/gradient-norm', and so does the update itself");
    }

    private static void termRefused(Regularizer regularizer, String name, String problem) {
        TinyGan gan = TinyGan.withEverything();
        gan.regularizers.put(name, regularizer);

        assertThatThrownBy(() -> TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0))
                .asInstanceOf(InstanceOfAssertFactories.type(RecipeException.class))
                .extracting(RecipeException::problems, InstanceOfAssertFactories.list(Problem.class))
                .extracting(Problem::message)
                .containsExactly(problem + "; a column of metrics.csv has one source, remove one of them");
    }

    @Test
    void eachPlayersStepLeavesTheOthersStateAlone() {
        try (Session session = session(TinyGan.withEverything())) {
            session.run("critic-step", 0);
            assertThat(session.read("generator/batches")).containsExactly(1);
            assertThat(session.read("critic/optimizer/updates")).containsExactly(1);
            assertThat(session.read("regularizer/noise/seen")).containsExactly(8);
            session.run("generator-step", 0);
            assertThat(session.read("generator/batches")).containsExactly(2);
            assertThat(session.read("critic/optimizer/updates")).containsExactly(1);
            assertThat(session.read("generator/optimizer/updates")).containsExactly(1);
            assertThat(session.read("regularizer/noise/seen")).containsExactly(16);
        }
    }

    @Test
    void drawsInitialParametersFromTheirDistributions() {
        TinyGan gan = new TinyGan();
        gan.generator = new Generator() {
            @Override
            public Shape latentShape() {
                return Shape.of(1);
            }

            @Override
            public Tensor generate(Tensor latent, Shape sampleShape, Scope scope) {
                Tensor wide = scope.parameter("wide", Shape.of(1, 4000), Initializer.normal(3, 2));
                Tensor narrow = scope.parameter("narrow", Shape.of(4000, 2), Initializer.uniform(0.5));
                return latent.matmul(wide).matmul(narrow);
            }
        };
        try (Session session = session(gan)) {
            double[] parameters = session.read("generator/parameters");
            double[] wide = Arrays.copyOf(parameters, 4000);
            double[] narrow = Arrays.copyOfRange(parameters, 4000, 12000);

            double mean = Arrays.stream(wide).average().orElseThrow();
            double variance = Arrays.stream(wide)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow();
            assertThat(mean).isEqualTo(3, within(0.15));
            assertThat(variance).isEqualTo(4, within(0.4));
            assertThat(Arrays.stream(narrow).min().orElseThrow()).isBetween(-0.5, -0.499);
            assertThat(Arrays.stream(narrow).max().orElseThrow()).isBetween(0.499, 0.5);
        }
    }

    @Test
    void reportsWhatDoesNotFitInBothNetworksAtOnce() {
        TinyGan gan = new TinyGan();
        gan.generator = new ConstantGenerator(3);
        gan.critic = (samples, scope) -> {
            throw new ShapeException("takes images, found samples of shape " + samples.shape());
        };

        assertThatThrownBy(() -> TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0))
                .asInstanceOf(InstanceOfAssertFactories.type(RecipeException.class))
                .extracting(RecipeException::problems, InstanceOfAssertFactories.list(Problem.class))
                .extracting(Problem::message)
                .containsExactly(
                        "generator 'linear' makes samples of shape [4, 3] where [4, 2] is needed",
                        "critic 'tanh' takes images, found samples of shape [4, 2]");
    }

    @Test
    void reportsALossThatIsNoScalar() {
        TinyGan gan = new TinyGan();
        gan.loss = new Loss() {
            @Override
            public Tensor critic(Scores scores) {
                return scores.real();
            }

            @Override
            public Tensor generator(Scores scores) {
                return scores.fake().mean();
            }
        };

        assertThatThrownBy(() -> TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("loss 'wasserstein' gives a loss of shape [4] where [] is needed");
    }

    @Test
    void reportsANetworkWithoutParameters() {
        TinyGan gan = new TinyGan();
        gan.critic = (samples, scope) -> samples.sum(1).reshape(samples.shape().size(0));

        assertThatThrownBy(() -> TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("critic 'tanh' has no parameters");
    }

    private static Session session(TinyGan gan) {
        Plan plan = Plan.of(TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0).all());
        Session session = new ReferenceBackend().compile(plan, 1);
        session.run("initialize", 0);
        return session;
    }
}
