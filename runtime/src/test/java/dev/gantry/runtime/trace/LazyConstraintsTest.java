package dev.gantry.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.NetworkParameters;
import dev.gantry.core.spi.PlayerStep;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.TinyGan;
import dev.gantry.schemes.Alternating;
import dev.gantry.schemes.ExtraGradient;
import dev.gantry.schemes.Simultaneous;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LazyConstraintsTest {

    /** The sum of the parameters as a penalty, and a bound on them. */
    private record SumAndBound() implements LipschitzConstraint {

        @Override
        public Optional<Tensor> penalty(PlayerStep step) {
            return Optional.of(step.parameters().flat().sum());
        }

        @Override
        public Tensor project(NetworkParameters parameters) {
            return parameters.flat().min(0.9);
        }
    }

    static List<Scheme> schemes() {
        return List.of(new Alternating(), new Simultaneous(), new ExtraGradient());
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void areAppliedInEveryKthUpdateTimesK(Scheme scheme) {
        TinyGan gan = new TinyGan();
        gan.scheme = scheme;
        gan.nCritic = 1;
        gan.optimizer = new Sgd(0, false);
        gan.constraints.put("lazy", new SumAndBound());
        gan.lazyEvery = 4;
        gan.generator = new TrainingGraphsTest.ConstantGenerator(2);
        gan.critic = (samples, scope) -> samples.matmul(
                        scope.parameter("w", TinyGan.SAMPLE, Initializer.ONES).reshape(2, 1))
                .reshape(samples.shape().size(0));
        TrainingGraphs graphs = TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0);
        String program = scheme instanceof Alternating ? "critic-step" : "joint-step";
        LazyConstraints lazy = LazyConstraints.of(gan.recipe(), program);
        try (Session session = new ReferenceBackend().compile(Plan.of(graphs.all()), 1)) {
            session.run("initialize", 0);
            session.write("critic/learning-rate", new double[] {0.1});
            // Real samples are as the generated ones: what moves the critic is the constraint alone.
            session.write("data/real", new double[] {1, 1, 1, 1, 1, 1, 1, 1});

            session.write("generator/learning-rate", new double[] {0});
            session.run(lazy.graph(0), 0);
            assertThat(session.read("critic/parameters")).containsExactly(new double[] {0.6, 0.6}, within(1e-12));
            int term = graphs.criticTerms().indexOf("critic/lazy");
            double penalty = scheme instanceof ExtraGradient ? 4 * (0.6 + 0.6) : 4 * (1 + 1);
            assertThat(session.read("critic/metrics")[term]).isCloseTo(penalty, within(1e-12));

            session.write("critic/parameters", new double[] {2, 2});
            for (int update = 1; update < 4; update++) {
                session.run(lazy.graph(update), update);
            }
            assertThat(session.read("critic/parameters")).containsExactly(2, 2);
            assertThat(session.read("critic/metrics")[term])
                    .as("stays as it was last taken")
                    .isCloseTo(penalty, within(1e-12));

            int adversarial = graphs.criticTerms().indexOf("critic/adversarial");
            session.write("data/real", new double[] {2, 1, 2, 1, 2, 1, 2, 1});
            session.run(lazy.graph(3), 3);
            assertThat(session.read("critic/metrics")[adversarial])
                    .as("is that of this update, at the critic looked ahead to where there is one")
                    .isCloseTo(scheme instanceof ExtraGradient ? 4.1 - 6.2 : 4 - 6, within(1e-12));
            session.write("data/real", new double[] {1, 1, 1, 1, 1, 1, 1, 1});
            session.write("critic/parameters", new double[] {2, 2});

            session.run(lazy.graph(4), 4);
            assertThat(session.read("critic/parameters")).containsExactly(0.9, 0.9);
        }
    }

    @Test
    void haveAProgramForEachSetThatIsDueTogether() {
        // Updates 0, 2, 3 and 1.
        assertThat(programs(2, 3)).containsExactly("step", "step-without-a", "step-without-b", "step-without-a-and-b");
        assertThat(programs(2, 2)).as("always together").containsExactly("step", "step-without-a-and-b");
        assertThat(programs(2, 4))
                .as("b is never due without a")
                .containsExactly("step", "step-without-b", "step-without-a-and-b");
        assertThat(programs(1, 5)).containsExactly("step", "step-without-b");
        assertThat(programs(4, 6, 12))
                .as("c is due where a and b are")
                .containsExactly("step", "step-without-a-and-c", "step-without-b-and-c", "step-without-a-and-b-and-c");
    }

    @Test
    void manyOfOnePeriodHaveTwoPrograms() {
        assertThat(programs(IntStream.generate(() -> 16).limit(40).toArray())).hasSize(2);
    }

    /** Of constraints a, b, c and so on with these periods. */
    private static List<String> programs(int... periods) {
        TinyGan gan = new TinyGan();
        for (int i = 0; i < periods.length; i++) {
            String name = i < 26 ? String.valueOf((char) ('a' + i)) : "z" + i;
            gan.constraints.put(name, new SumAndBound());
            gan.periods.put(name, periods[i]);
        }
        return List.copyOf(LazyConstraints.programs(gan.recipe(), "step").keySet());
    }
}
