package dev.gantry.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.backend.ReferenceBackend;
import dev.gantry.core.backend.Session;
import dev.gantry.core.optimizer.Adam;
import dev.gantry.core.optimizer.RmsProp;
import dev.gantry.core.optimizer.Sgd;
import dev.gantry.core.plan.Plan;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.Optimizer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generator looks ahead through updates of the critic, see {@code unroll} in a recipe. */
class UnrollTest {

    private static final double[] REAL = {0.3, -0.2, 0.5, 0.1, -0.4, 0.6, 0.2, 0.2};
    private static final double[] AT = {0.7, -0.5};
    private static final int STEPS = 3;

    static Stream<Optimizer> optimizers() {
        return Stream.of(new Sgd(0.5, false), new Adam(0.5, 0.9, 1e-8), new RmsProp(0.9, 1e-8));
    }

    /** The updates within the generator's step are those that the critic's own steps would make. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void lossIsThatAfterTheCriticsOwnUpdates(Optimizer optimizer) {
        double ahead;
        try (Session unrolled = session(optimizer, STEPS)) {
            ahead = loss(unrolled, AT);
        }
        try (Session plain = session(optimizer, 0)) {
            plain.write("generator/parameters", AT);
            for (int i = 0; i < STEPS; i++) {
                plain.run("critic-step", i);
            }
            assertThat(ahead).isCloseTo(loss(plain, AT), within(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void gradientFlowsThroughTheUpdates(Optimizer optimizer) {
        double h = 1e-5;
        try (Session session = session(optimizer, STEPS)) {
            double x = (loss(session, AT[0] + h, AT[1]) - loss(session, AT[0] - h, AT[1])) / (2 * h);
            double y = (loss(session, AT[0], AT[1] + h) - loss(session, AT[0], AT[1] - h)) / (2 * h);
            loss(session, AT);
            assertThat(session.read("generator/metrics")[1]).isCloseTo(Math.hypot(x, y), within(1e-7));
        }
        try (Session plain = session(optimizer, 0)) {
            double stopped = gradientNorm(plain);
            try (Session unrolled = session(optimizer, STEPS)) {
                assertThat(gradientNorm(unrolled)).isNotCloseTo(stopped, within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void leavesTheCriticAlone(Optimizer optimizer) {
        try (Session session = session(optimizer, STEPS)) {
            double[] before = session.read("critic/parameters");
            loss(session, AT);
            assertThat(session.read("critic/parameters")).containsExactly(before);
        }
    }

    private static double gradientNorm(Session session) {
        loss(session, AT);
        return session.read("generator/metrics")[1];
    }

    private static double loss(Session session, double... generator) {
        session.write("generator/parameters", generator);
        session.run("generator-step", 0);
        return session.read("generator/metrics")[0];
    }

    private static Session session(Optimizer optimizer, int steps) {
        TinyGan gan = new TinyGan();
        gan.optimizer = optimizer;
        gan.unrollSteps = steps;
        gan.generator = new TrainingGraphsTest.ConstantGenerator(2);
        gan.critic = (samples, scope) -> samples.matmul(
                        scope.parameter("w", TinyGan.SAMPLE.prepend(2), Initializer.normal(0, 1)))
                .tanh()
                .square()
                .sum(1)
                .reshape(samples.shape().size(0));
        Session session = new ReferenceBackend()
                .compile(
                        Plan.of(TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0)
                                .all()),
                        1);
        session.run("initialize", 0);
        session.write("data/real", REAL);
        session.write("critic/learning-rate", new double[] {0.05});
        session.write("generator/learning-rate", new double[] {0});
        return session;
    }
}
