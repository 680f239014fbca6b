package dev.gantry.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gantry.core.scheme.Scheme;
import dev.gantry.core.spi.Condition;
import dev.gantry.core.spi.GeneratorStep;
import dev.gantry.core.spi.Initializer;
import dev.gantry.core.spi.LipschitzConstraint;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.Player;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Plan;
import dev.gantry.optimizers.Sgd;
import dev.gantry.runtime.TinyGan;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.schemes.Alternating;
import dev.gantry.schemes.ExtraGradient;
import dev.gantry.schemes.Simultaneous;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What regularizers and constraints change inside the networks; the critic's score is {@code w . x}, with w = [1, 1] first. */
class NetworkTracerTest {

    private static final double[] REAL = {1, 2, 3, 4, 5, 6, 7, 9};

    /** Has the critic see two samples as one. */
    private static final Regularizer.CriticInput PAIRS =
            (samples, progress, scope) -> samples.reshape(samples.shape().size(0) / 2, 4);

    /** {@link #REAL} scored by [1, 1] has mean 9.25, and the generator makes [1, 1] of anything. */
    private static TinyGan gan() {
        TinyGan gan = new TinyGan();
        gan.optimizer = new Sgd(0, false);
        gan.generator = new TrainingGraphsTest.ConstantGenerator(2);
        gan.critic = (samples, scope) -> {
            Tensor features = scope.layer("features", samples);
            Tensor weight = scope.parameter("w", Shape.of(features.shape().size(1), 1), Initializer.ONES);
            return features.matmul(weight).reshape(samples.shape().size(0));
        };
        return gan;
    }

    @Test
    void regularizersChangeLayersAndTrainParametersInThem() {
        TinyGan gan = gan();
        gan.regularizers.put("gain", (Regularizer.LayerChange) (player, layer, value, reference, scope) -> {
            assertThat(player).isEqualTo(Player.CRITIC);
            assertThat(layer).isEqualTo("features");
            assertThat(reference).isZero();
            Tensor gain = scope.parameter("gain", Shape.of(2), Initializer.ONES);
            return Tensor.concat(1, List.of(value.mul(gain), value.sum(1)));
        });
        try (Session session = session(gan)) {
            session.write("critic/learning-rate", new double[] {0.1});
            session.run("critic-step", 0);
            // The score is gain . x + sum x: 2 * 9.25 - 2 * 2, and its gradient in the gain is as in w.
            assertThat(session.read("critic/metrics")[2]).isCloseTo(14.5, within(1e-12));
            assertThat(session.read("critic/parameters"))
                    .containsExactly(new double[] {1.3, 1.425, 1.3, 1.425, 1.725}, within(1e-12));
        }
    }

    @Test
    void constraintsChangeWeightsAndKeepStateForward() {
        TinyGan gan = gan();
        gan.constraints.put("shrinking", new LipschitzConstraint() {
            @Override
            public Tensor weight(Tensor weight, Scope scope) {
                Tensor uses =
                        scope.state("uses", Shape.SCALAR, Initializer.ONES).add(1);
                scope.update("uses", uses);
                return weight.div(uses);
            }
        });
        try (Session session = session(gan)) {
            session.run("critic-step", 0);
            assertThat(session.read("critic/metrics")[2]).isCloseTo(7.25 / 2, within(1e-12));
            session.run("generator-step", 0);
            assertThat(session.read("generator/metrics")[0]).isCloseTo(-2.0 / 3, within(1e-12));
            session.run("critic-step", 1);
            assertThat(session.read("critic/metrics")[2]).isCloseTo(7.25 / 3, within(1e-12));
            assertThat(session.read("constraint/shrinking/w/uses")).containsExactly(3);
        }
    }

    /** Takes the mean of a reference batch of two rows off every layer. */
    private record Centred() implements Regularizer.LayerChange {

        @Override
        public int referenceBatch() {
            return 2;
        }

        @Override
        public Tensor layer(Player player, String layer, Tensor value, int reference, Scope scope) {
            assertThat(reference).isEqualTo(2);
            return value.sub(value.slice(0, 0, reference).mean(0));
        }
    }

    @Test
    void referenceBatchComesFirstInEveryLayerAndIsDroppedBehind() {
        TinyGan gan = gan();
        gan.regularizers.put("centred", new Centred());
        gan.regularizers.put("mean", (Regularizer.CriticPenalty)
                step -> step.layer("features", step.real()).mean());
        try (Session session = session(gan)) {
            session.write("reference/real", new double[] {1, 1, 3, 5});
            session.run("critic-step", 0);
            // The reference's mean [2, 3] is taken off real and generated samples alike.
            assertThat(session.read("critic/metrics")).startsWith(new double[] {-7.25, (9.25 - 5) / 2}, within(1e-12));
            assertThat(session.read("reference/latent")).hasSize(2);
        }
    }

    @Test
    void regularizersMayJoinSamples() {
        TinyGan gan = gan();
        gan.regularizers.put("pairs", PAIRS);
        try (Session session = session(gan)) {
            session.run("critic-step", 0);
            assertThat(session.read("critic/parameters")).hasSize(4);
            assertThat(session.read("critic/metrics")[2]).isCloseTo(2 * 7.25, within(1e-12));
        }
    }

    @Test
    void conditionsDoNotGoWithJoinedSamples() {
        TinyGan gan = gan();
        gan.conditions.put("code", new Condition() {});
        gan.regularizers.put("pairs", PAIRS);
        assertThatThrownBy(() -> session(gan))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("conditions.code does not go with a regularizer that joins samples");
    }

    /** The critic's weight moves by the mean of what it is shown; the generator's update is as without. */
    @Test
    void regularizersMayShowTheCriticOtherGeneratedSamples() {
        TinyGan gan = gan();
        gan.regularizers.put("doubled", (Regularizer.ShownSamples) (fake, scope) -> fake.mul(2));
        try (Session session = session(gan)) {
            session.run("critic-step", 0);
            assertThat(session.read("critic/metrics")[2]).isCloseTo(9.25 - 4, within(1e-12));
            session.write("critic/parameters", new double[] {1, 1});
            session.run("generator-step", 0);
            assertThat(session.read("generator/metrics")[0]).isCloseTo(-2, within(1e-12));
        }
        gan.conditions.put("code", new Condition() {});
        assertThatThrownBy(() -> session(gan))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("regularizers.doubled does not go with a condition");
    }

    /** Counts the generator's updates. */
    private record CountingLoss() implements Loss {

        @Override
        public Tensor critic(Scores scores) {
            return scores.fake().mean().sub(scores.real().mean());
        }

        @Override
        public Tensor generator(Scores scores) {
            Tensor updates = scores.scope().state("updates", Shape.SCALAR, Initializer.ZEROS);
            scores.scope().update("updates", updates.add(1));
            return scores.fake().mean().neg();
        }
    }

    @Test
    void penaltiesMayStandInPlaceOfTheGeneratorsLoss() {
        TinyGan gan = gan();
        gan.loss = new CountingLoss();
        gan.regularizers.put("alone", new Regularizer.GeneratorPenalty() {
            @Override
            public Tensor generatorPenalty(GeneratorStep step) {
                return step.layer("features", step.real())
                        .mean(0)
                        .sub(step.layer("features", step.fake()).mean(0))
                        .square()
                        .sum();
            }

            @Override
            public boolean replacesGeneratorLoss() {
                return true;
            }
        });
        try (Session session = session(gan)) {
            session.run("generator-step", 0);
            assertThat(session.read("generator/metrics"))
                    .containsExactly(new double[] {9 + 4.25 * 4.25, 2 * Math.hypot(3, 4.25)}, within(1e-12));
            assertThat(session.read("loss/updates"))
                    .as("state of the loss that is replaced")
                    .containsExactly(1);
        }
    }

    @Test
    void saysWhichLayersThereAre() {
        TinyGan gan = gan();
        gan.regularizers.put("lost", (Regularizer.CriticPenalty)
                step -> step.layer("hidden-9", step.real()).mean());
        assertThatThrownBy(() -> session(gan))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("regularizers.lost the critic has no layer 'hidden-9'; it has features");
    }

    /** Named before a step is traced, by a regularizer that does nothing else. */
    @Test
    void neededLayersAreDeclared() {
        TinyGan gan = gan();
        gan.regularizers.put("lost", new Regularizer() {
            @Override
            public List<String> criticLayers() {
                return List.of("features", "hidden-9");
            }
        });
        assertThatThrownBy(() -> session(gan))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("regularizers.lost the critic has no layer 'hidden-9'; it has features");
    }

    /** Two pairs of the reference batch, [1, 1, 3, 5] and [3, 3, 1, 1], with mean [2, 2, 2, 3]. */
    @Test
    void theCriticSeesAsManyReferenceRowsAsPromisedWhereSamplesAreJoined() {
        TinyGan gan = gan();
        gan.regularizers.put("centred", new Centred());
        gan.regularizers.put("pairs", PAIRS);
        try (Session session = session(gan)) {
            session.write("reference/real", new double[] {1, 1, 3, 5, 3, 3, 1, 1});
            session.run("critic-step", 0);
            assertThat(session.read("critic/metrics")[0]).isCloseTo((4 - 9) - (18.5 - 9), within(1e-12));
            assertThat(session.read("reference/latent")).hasSize(2);
        }
    }

    @Test
    void refusesAReferenceBatchOfWhichTheCriticSeesOtherRows() {
        TinyGan gan = gan();
        gan.regularizers.put("centred", new Centred());
        gan.regularizers.put("fewer", (Regularizer.CriticInput) (samples, progress, scope) ->
                samples.slice(0, 1, samples.shape().size(0)));
        assertThatThrownBy(() -> session(gan))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(
                        "regularizers have the critic see 1 row of a reference batch where 2 are promised");
    }

    /** Schemes, and how often each draws in a step. */
    static Stream<Arguments> callsInAStep() {
        return Stream.of(
                arguments(new Alternating(), 2), arguments(new Simultaneous(), 2), arguments(new ExtraGradient(), 4));
    }

    /** Its state moves with the updates of both players, which are each told of it. */
    @ParameterizedTest
    @MethodSource("callsInAStep")
    void conditionsKeepStateForward(Scheme scheme, double calls) {
        TinyGan gan = gan();
        gan.scheme = scheme;
        gan.nCritic = 1;
        gan.conditions.put("counting", (Condition.Code) (rows, labels, scope) -> {
            Tensor earlier = scope.state("calls", Shape.SCALAR, Initializer.ZEROS);
            scope.update("calls", earlier.add(1));
            return earlier.broadcast(Shape.of(rows, 1));
        });
        try (Session session = session(gan)) {
            for (String step :
                    scheme instanceof Alternating ? List.of("critic-step", "generator-step") : List.of("joint-step")) {
                session.run(step, 0);
            }
            assertThat(session.read("condition/counting/calls")).containsExactly(calls);
        }
    }

    private static Session session(TinyGan gan) {
        Plan plan = Plan.of(TrainingGraphs.of(gan.recipe(), TinyGan.SAMPLE, 0).all());
        Session session = new ReferenceBackend().compile(plan, 1);
        session.run("initialize", 0);
        session.write("data/real", REAL);
        return session;
    }
}
