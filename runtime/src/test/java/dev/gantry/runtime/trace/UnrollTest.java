package dev.gantry.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.optimizers.Adam;
import dev.gantry.optimizers.RmsProp;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.TinyGan;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generator looks ahead through updates of the critic, see {@code unroll} in a recipe. */
class UnrollTest {

    private static final double[] REAL = {0.3, -0.2, 0.5, 0.1, -0.4, 0.6, 0.2, 0.2};
    private static final double[] AT = {0.7, -0.5};
    private static final int STEPS = 3;

    /** Any function of parameters and gradient: one that nothing in Gantry could hold a copy of. */
    private record Odd() implements Optimizer {

        @Override
        public Tensor update(Tensor parameters, Tensor gradient, Tensor learningRate, Scope scope) {
            Tensor before = scope.state("before", gradient.shape(), Initializer.ZEROS);
            scope.update("before", gradient.add(before.mul(0.3)));
            return parameters.mul(0.99).sub(gradient.add(before).tanh().mul(learningRate));
        }
    }

    /** As BEGAN's: the generator's updates move a number that the critic's loss reads. */
    private record Controlled() implements Loss {

        @Override
        public Tensor critic(Scores scores) {
            return scores.real().mean().sub(control(scores).mul(scores.fake().mean()));
        }

        @Override
        public Tensor generator(Scores scores) {
            Tensor fake = scores.fake().mean();
            Tensor imbalance = scores.real().mean().mul(0.5).sub(fake).stopGradient();
            scores.scope().update("k", control(scores).add(imbalance.mul(0.1)).clip(0, 1));
            return fake;
        }

        private static Tensor control(Scores scores) {
            return scores.scope().state("k", Shape.SCALAR, Initializer.ONES);
        }
    }

    /** Halves the weights wherever they are used. */
    private record Halves() implements LipschitzConstraint {

        @Override
        public Tensor weight(Tensor weight, Scope scope) {
            return weight.mul(0.5);
        }
    }

    static Stream<TinyGan> gans() {
        return Stream.of(
                gan(new Sgd(0.5, false)),
                gan(new Adam(0.5, 0.9, 1e-8)),
                gan(new RmsProp(0.9, 1e-8)),
                gan(new Odd()),
                controlled(),
                // The penalty's gradient is one of a gradient: through the updates, a third derivative.
                constrained("slope", new TinyGan.SlopePenalty()),
                constrained("clip", new TinyGan.Clip(0.4)),
                constrained("halves", new Halves()));
    }

    private static TinyGan controlled() {
        TinyGan gan = gan(new Adam(0.5, 0.9, 1e-8));
        gan.name = "controlled";
        gan.loss = new Controlled();
        return gan;
    }

    private static TinyGan constrained(String name, LipschitzConstraint constraint) {
        TinyGan gan = gan(new Sgd(0.5, false));
        gan.name = name;
        gan.constraints.put(name, constraint);
        return gan;
    }

    /** The updates within the generator's step are those that the critic's own steps would make. */
    @ParameterizedTest
    @MethodSource("gans")
    void lossIsThatAfterTheCriticsOwnUpdates(TinyGan gan) {
        double ahead;
        try (Session unrolled = session(gan, STEPS)) {
            ahead = loss(unrolled, AT);
        }
        try (Session plain = session(gan, 0)) {
            plain.write("generator/parameters", AT);
            for (int i = 0; i < STEPS; i++) {
                plain.run("critic-step", i);
            }
            assertThat(ahead).isCloseTo(loss(plain, AT), within(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("gans")
    void gradientFlowsThroughTheUpdates(TinyGan gan) {
        double h = 1e-5;
        try (Session session = session(gan, STEPS)) {
            double x = (fresh(session, AT[0] + h, AT[1]) - fresh(session, AT[0] - h, AT[1])) / (2 * h);
            double y = (fresh(session, AT[0], AT[1] + h) - fresh(session, AT[0], AT[1] - h)) / (2 * h);
            // One step of gradient descent by the generator's own optimizer tells the gradient, not its norm alone.
            assertThat(gradient(session)).containsExactly(new double[] {x, y}, within(1e-7));
        }
        try (Session plain = session(gan, 0);
                Session unrolled = session(gan, STEPS)) {
            double[] stopped = gradient(plain);
            double[] through = gradient(unrolled);
            assertThat(Math.hypot(through[0] - stopped[0], through[1] - stopped[1]))
                    .isGreaterThan(1e-3);
        }
    }

    @ParameterizedTest
    @MethodSource("gans")
    void leavesTheCriticAlone(TinyGan gan) {
        try (Session session = session(gan, STEPS)) {
            double[] before = session.read("critic/parameters");
            loss(session, AT);
            assertThat(session.read("critic/parameters")).containsExactly(before);
        }
    }

    /** {@code k + 0.1 (0.5 real - fake)} once, however far the generator looks ahead. */
    @Test
    void stateOfTheLossMovesByTheGeneratorsUpdateAlone() {
        try (Session session = session(controlled(), STEPS)) {
            session.write("loss/k", new double[] {0.5});
            double fake = loss(session, AT);
            double moved = session.read("loss/k")[0];
            double real = ((moved - 0.5) / 0.1 + fake) / 0.5;
            assertThat(moved).isNotCloseTo(0.5, within(1e-6));
            try (Session plain = session(controlled(), 0)) {
                plain.write("loss/k", new double[] {0.5});
                plain.write("generator/parameters", AT);
                for (int i = 0; i < STEPS; i++) {
                    plain.run("critic-step", i);
                }
                double[] w = plain.read("critic/parameters");
                double expected = 0;
                for (int i = 0; i < REAL.length; i += 2) {
                    expected += Math.pow(Math.tanh(w[0] * REAL[i] + w[2] * REAL[i + 1]), 2) / 4
                            + Math.pow(Math.tanh(w[1] * REAL[i] + w[3] * REAL[i + 1]), 2) / 4;
                }
                assertThat(real).isCloseTo(expected, within(1e-9));
            }
        }
    }

    /** With all state as it was in the beginning. */
    private static double fresh(Session session, double... generator) {
        session.run("initialize", 0);
        return loss(session, generator);
    }

    private static double loss(Session session, double... generator) {
        session.write("generator/parameters", generator);
        session.write("generator/learning-rate", new double[] {0});
        session.run("generator-step", 0);
        return session.read("generator/metrics")[0];
    }

    private static double[] gradient(Session session) {
        session.run("initialize", 0);
        session.write("generator/parameters", AT);
        session.write("generator/learning-rate", new double[] {1});
        session.run("generator-step", 0);
        double[] moved = session.read("generator/parameters");
        return new double[] {AT[0] - moved[0], AT[1] - moved[1]};
    }

    private static TinyGan gan(Optimizer critics) {
        TinyGan gan = new TinyGan();
        gan.name = critics.toString();
        gan.optimizer = critics;
        gan.generatorOptimizer = Optional.of(new Sgd(0, false));
        gan.generator = new TrainingGraphsTest.ConstantGenerator(2);
        gan.critic = (samples, scope) -> samples.matmul(
                        scope.parameter("w", TinyGan.SAMPLE.prepend(2), Initializer.normal(0, 1)))
                .tanh()
                .square()
                .sum(1)
                .reshape(samples.shape().size(0));
        return gan;
    }

    private static Session session(TinyGan gan, int steps) {
        gan.unrollSteps = steps;
        Session session = new ReferenceBackend()
                .compile(
                        Plan.of(TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0)
                                .all()),
                        1);
        session.run("initialize", 0);
        session.write("data/real", REAL);
        session.write("critic/learning-rate", new double[] {0.05});
        return session;
    }
}
