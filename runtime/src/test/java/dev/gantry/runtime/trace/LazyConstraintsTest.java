package dev.gantry.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import dev.gantry.runtime.recipe.Recipe.Scheme;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IMLE")
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
        try (Session session = new ReferenceBackend().compile(Plan.of(graphs.all()), 1)) {
            session.run("initialize", 0);
            session.write("critic/learning-rate", new double[] {0.1});
            // Real samples are as the generated ones: what moves the critic is the constraint alone.
            session.write("data/real", new double[] {1, 1, 1, 1, 1, 1, 1, 1});

            session.write("generator/learning-rate", new double[] {0});
            session.run(LazyConstraints.program(gan.recipe(), 0), 0);
            assertThat(session.read("critic/parameters")).containsExactly(new double[] {0.6, 0.6}, within(1e-12));
            int term = graphs.criticTerms().indexOf("critic/lazy");
            double penalty = scheme == Scheme.EXTRA_GRADIENT ? 4 * (0.6 + 0.6) : 4 * (1 + 1);
            assertThat(session.read("critic/metrics")[term]).isCloseTo(penalty, within(1e-12));

            session.write("critic/parameters", new double[] {2, 2});
            for (int update = 1; update < 4; update++) {
                session.run(LazyConstraints.program(gan.recipe(), update), update);
            }
            assertThat(session.read("critic/parameters")).containsExactly(2, 2);
            assertThat(session.read("critic/metrics")[term])
                    .as("stays as it was last taken")
                    .isCloseTo(penalty, within(1e-12));

            int adversarial = graphs.criticTerms().indexOf("critic/adversarial");
            session.write("data/real", new double[] {2, 1, 2, 1, 2, 1, 2, 1});
            session.run(LazyConstraints.program(gan.recipe(), 3), 3);
            assertThat(session.read("critic/metrics")[adversarial])
                    .as("is that of this update, at the critic looked ahead to where there is one")
                    .isCloseTo(scheme == Scheme.EXTRA_GRADIENT ? 4.1 - 6.2 : 4 - 6, within(1e-12));
            session.write("data/real", new double[] {1, 1, 1, 1, 1, 1, 1, 1});
            session.write("critic/parameters", new double[] {2, 2});

            session.run(LazyConstraints.program(gan.recipe(), 4), 4);
            assertThat(session.read("critic/parameters")).containsExactly(0.9, 0.9);
        }
    }

    @Test
    void haveAProgramForEachSetThatIsDueTogether() {
        TinyGan gan = new TinyGan();
        gan.constraints.put("a", new SumAndBound());
        gan.constraints.put("b", new SumAndBound());
        gan.lazyEvery = 2;
        List<String> names = List.copyOf(LazyConstraints.programs(gan.recipe()).keySet());
        assertThat(names)
                .containsExactly(
                        "critic-step", "critic-step-without-a", "critic-step-without-b", "critic-step-without-a-and-b");
    }
}
