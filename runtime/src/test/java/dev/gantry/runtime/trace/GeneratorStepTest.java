package dev.gantry.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.GeneratorStep;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.TinyGan;
import dev.gantry.runtime.recipe.RecipeException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Regularizers that look at the generator as a function of its latent vectors: two of the literature, whose values and
 * gradients are known where the generator is {@code z W}, with W 3 x 2, and the critic says nothing.
 */
class GeneratorStepTest {

    private static final double[] W = {1, 2, -0.5, 0.25, 3, -1};
    private static final double RATE = 0.125;

    /**
     * {@code mean((|J^T y| - a)^2)} with y in image space, here all ones for normal noise, and a fixed target a.
     *
     * <p>Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, equation 4.
     */
    private record PathLength(double target) implements Regularizer.GeneratorPenalty {

        @Override
        public Tensor generatorPenalty(GeneratorStep step) {
            Tensor projected = step.generate(step.latent()).sum();
            Tensor lengths =
                    Gradients.of(projected, step.latent()).square().sum(1).sqrt();
            return lengths.sub(target).square().mean();
        }
    }

    /**
     * {@code mean |z_1 - z_2|_1 / mean |G(z_1) - G(z_2)|_1}, to be minimised.
     *
     * <p>Mao et al., Mode Seeking Generative Adversarial Networks, 2019, equation 4, turned over as in its code.
     */
    private record ModeSeeking() implements Regularizer.GeneratorPenalty {

        @Override
        public Tensor generatorPenalty(GeneratorStep step) {
            Tensor other = step.latent().mul(2);
            Tensor apart =
                    step.generate(other).sub(step.generate(step.latent())).abs().mean();
            return other.sub(step.latent()).abs().mean().div(apart);
        }
    }

    private static TinyGan gan() {
        TinyGan gan = new TinyGan();
        gan.optimizer = new Sgd(0, false);
        gan.generator = new TinyGan.LinearGenerator();
        gan.critic = (samples, scope) -> samples.matmul(scope.parameter("w", Shape.of(2, 1), Initializer.ZEROS))
                .reshape(samples.shape().size(0));
        return gan;
    }

    /** J is W whatever z: the path of all ones is as long as W's row sums [3, -0.25, 2]. */
    @Test
    void pathLengthOfALinearGenerator() {
        TinyGan gan = gan();
        gan.regularizers.put("path-length", new PathLength(1.5));
        double[] sums = {3, -0.25, 2};
        double length = Math.sqrt(9 + 0.0625 + 4);
        // The gradient in W_ij is 2 (length - 1.5) s_i / length.
        double[] moved = new double[6];
        for (int i = 0; i < 6; i++) {
            moved[i] = W[i] - RATE * 2 * (length - 1.5) * sums[i / 2] / length;
        }
        try (Session session = session(gan)) {
            session.run("generator-step", 0);
            assertThat(session.read("generator/metrics")[1]).isCloseTo(Math.pow(length - 1.5, 2), within(1e-12));
            assertThat(session.read("generator/parameters")).startsWith(moved, within(1e-12));
        }
    }

    /** Each latent vector with its double, where W has one row that is not zero: both differences are linear in |z|. */
    @Test
    void modeSeekingRatioOfALinearGenerator() {
        TinyGan gan = gan();
        gan.regularizers.put("mode-seeking", new ModeSeeking());
        double[] w = {1, 2, 0, 0, 0, 0};
        try (Session session = session(gan)) {
            write(session, w);
            session.run("generator-step", 0);
            double ratio = session.read("generator/metrics")[1];
            // It is a constant over |W_11| + |W_12|, so its gradient in either is -ratio / 3.
            assertThat(session.read("generator/parameters"))
                    .startsWith(new double[] {1 + RATE * ratio / 3, 2 + RATE * ratio / 3}, within(1e-12));

            // A generator twice as far apart has half the ratio, of the same draws.
            write(session, new double[] {2, 4, 0, 0, 0, 0});
            session.write("generator/batches", new double[] {1});
            session.run("generator-step", 0);
            assertThat(session.read("generator/metrics")[1]).isCloseTo(ratio / 2, within(1e-12));
        }
    }

    /** Of the batch's latent vectors the samples are the batch's, and of others the generator's state stays as it was. */
    @Test
    void generatingAgainLeavesNoTrace() {
        TinyGan gan = gan();
        gan.regularizers.put("distance", (Regularizer.GeneratorPenalty) step -> {
            assertThat(step.generate(step.latent())).isSameAs(step.fake());
            // More rows than the batch has.
            Tensor twice = Tensor.concat(0, List.of(step.latent(), step.latent()));
            assertThat(step.generate(twice).shape()).isEqualTo(Shape.of(2 * TinyGan.BATCH, 2));
            return step.generate(step.latent().mul(1)).sub(step.fake()).square().sum();
        });
        try (Session session = session(gan)) {
            session.run("generator-step", 0);
            assertThat(session.read("generator/batches")).containsExactly(2);
        }
    }

    @Test
    void conditionsTellOfOneBatchAlone() {
        TinyGan gan = gan();
        gan.generator = new TrainingGraphsTest.ConstantGenerator(2);
        gan.conditions.put("code", (Condition.Code) (rows, labels, scope) -> scope.normal("code", Shape.of(rows, 1)));
        gan.regularizers.put("half", (Regularizer.GeneratorPenalty)
                step -> step.generate(step.latent().slice(0, 0, 2)).mean());
        assertThatThrownBy(() -> session(gan))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(
                        "regularizers.half generates 2 samples where conditions tell the generator of 4; it must be as many");
    }

    private static Session session(TinyGan gan) {
        Plan plan = Plan.of(TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0).all());
        Session session = new ReferenceBackend().compile(plan, 1);
        session.run("initialize", 0);
        session.write("generator/learning-rate", new double[] {RATE});
        write(session, W);
        return session;
    }

    /** W, and a bias of 0. */
    private static void write(Session session, double[] w) {
        session.write("generator/parameters", Arrays.copyOf(w, 8));
    }
}
